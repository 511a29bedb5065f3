/** What notifications answers and announces. */
@NullMarked
package mercat.contracts.notifications;

import org.jspecify.annotations.NullMarked;
