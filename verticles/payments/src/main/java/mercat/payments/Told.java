package mercat.payments;

import java.util.UUID;
import mercat.contracts.Message;

/** What the provider told of a charge, to be written down. */
record Told(UUID orderId, PaymentProvider.Outcome outcome) {
  /** It is written down. */
  record Noted() implements Message {}
}
