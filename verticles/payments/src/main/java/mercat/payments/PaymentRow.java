package mercat.payments;

import java.util.UUID;
import mercat.contracts.Money;

/**
 * A payment as it is stored.
 *
 * @param wanted the end that orders wants: {@code captured}, {@code nothing}, or empty while
 *     undecided
 */
record PaymentRow(
    UUID orderId,
    Money amount,
    String method,
    String token,
    String state,
    String wanted,
    String reason,
    long refunded) {
  PaymentProvider.Charge charge() {
    return new PaymentProvider.Charge(orderId, amount, method, token);
  }
}
