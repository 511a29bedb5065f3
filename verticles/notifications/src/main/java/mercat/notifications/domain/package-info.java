/** The rules of notifications. No bus, no database. */
@NullMarked
package mercat.notifications.domain;

import org.jspecify.annotations.NullMarked;
