/**
 * The rules of notifications: which event asks for which mail or webhook, and when it is tried
 * again. No bus, no database.
 */
@NullMarked
package mercat.notifications.domain;

import org.jspecify.annotations.NullMarked;
