package mercat.payments.domain;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Evidence of one order's payment.
 *
 * @param presumed the payment as whoever asked the provider last knew it; null when they do not
 *     know. A wrong presumption costs time, never truth
 * @param isLate whether nobody waits for the answer any more, so that orders must hear of it by the
 *     log
 */
public record ReceivedEvidence(
    UUID orderId, ProviderEvidence evidence, @Nullable Payment presumed, boolean isLate) {
  public ReceivedEvidence unpresumed() {
    return new ReceivedEvidence(orderId, evidence, null, isLate);
  }
}
