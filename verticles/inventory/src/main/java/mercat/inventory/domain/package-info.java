/** The rules of stock. No bus, no database. */
@NullMarked
package mercat.inventory.domain;

import org.jspecify.annotations.NullMarked;
