/** What notifications answers and announces: mails, webhooks, and what became of each. */
@NullMarked
package mercat.contracts.notifications;

import org.jspecify.annotations.NullMarked;
