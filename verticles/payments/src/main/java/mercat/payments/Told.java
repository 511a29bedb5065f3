package mercat.payments;

import java.util.UUID;
import mercat.contracts.Message;

/**
 * What the provider told of a charge, to be written down.
 *
 * @param isLate whether it tells only now, so that orders must hear of it
 */
record Told(UUID orderId, PaymentProvider.Outcome outcome, boolean isLate) {
  /** It is written down. */
  record Noted() implements Message {}
}
