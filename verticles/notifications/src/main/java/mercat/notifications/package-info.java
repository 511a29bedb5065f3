/** The context that writes to people. */
@NullMarked
package mercat.notifications;

import org.jspecify.annotations.NullMarked;
