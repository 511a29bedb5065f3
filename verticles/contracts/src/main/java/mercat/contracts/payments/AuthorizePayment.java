package mercat.contracts.payments;

import mercat.contracts.Message;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.Request;
import mercat.contracts.Text;
import mercat.contracts.Write;

/**
 * Asks payments to hold the order's total at the provider. One attempt per order; a repeat answers
 * as it stands.
 *
 * @param method {@code card}; settings say which provider takes which
 * @param token what the provider gave the buyer for the card, 1 to 255 characters; never a card
 *     number
 */
public record AuthorizePayment(OrderId orderId, Money amount, String method, String token)
    implements Request<AuthorizePayment.Reply>, Write {
  public AuthorizePayment {
    Text.require("method", method, 40);
    Text.require("token", token, 255);
  }

  /** What is known of the payment when the answer is sent. */
  public sealed interface Reply extends Message {
    record Authorized() implements Reply {}

    /** Final: the provider refused. */
    record Declined(String reason) implements Reply {}

    /** The provider has not told; evidence will. */
    record InDoubt() implements Reply {}
  }
}
