/** The rules of products. No bus, no database. */
@NullMarked
package mercat.catalog.domain;

import org.jspecify.annotations.NullMarked;
