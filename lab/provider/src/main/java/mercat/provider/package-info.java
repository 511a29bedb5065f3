/**
 * A payment provider like Stripe: its HTTP API, its hooks, a book of its own that outlives the
 * process, and the ways in which a provider fails. It shares no code with the shop.
 */
@NullMarked
package mercat.provider;

import org.jspecify.annotations.NullMarked;
