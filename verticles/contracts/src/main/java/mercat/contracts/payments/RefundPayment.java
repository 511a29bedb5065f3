package mercat.contracts.payments;

import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.Request;
import mercat.contracts.Write;

/**
 * Asks payments to return captured money. A repeat of the refund's id answers as it stands.
 *
 * @param refundId names this refund, chosen by the caller
 */
public record RefundPayment(UUID refundId, OrderId orderId, Money amount)
    implements Request<RefundPayment.Reply>, Write {
  public RefundPayment {
    if (amount.amount() < 1) {
      throw new IllegalArgumentException("amount must be at least 1");
    }
  }

  /** Done, on its way, or why not. */
  public sealed interface Reply extends Message {
    record Refunded(Money refundedInAll) implements Reply {}

    /** The refund is stored and will be driven to its end. */
    record Pending() implements Reply {}

    /** More than was captured and not yet refunded, another currency, or nothing captured. */
    record Refused(String reason) implements Reply {}

    /** No payment was ever asked for of this order. */
    record Unknown() implements Reply {}

    /** The refund's id names a refund of another amount. */
    record IdReused() implements Reply {}
  }
}
