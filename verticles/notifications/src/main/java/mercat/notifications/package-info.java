/** The context that tells of what has happened: people by mail, other systems by webhooks. */
@NullMarked
package mercat.notifications;

import org.jspecify.annotations.NullMarked;
