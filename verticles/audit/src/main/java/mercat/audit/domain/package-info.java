/** What a checkpoint says. No bus, no database. */
@NullMarked
package mercat.audit.domain;

import org.jspecify.annotations.NullMarked;
