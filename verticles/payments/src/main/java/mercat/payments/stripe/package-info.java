/** Stripe as a provider: its HTTP API, how amounts are told to it, and how it signs its hooks. */
@NullMarked
package mercat.payments.stripe;

import org.jspecify.annotations.NullMarked;
