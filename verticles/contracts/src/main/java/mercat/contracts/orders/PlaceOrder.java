package mercat.contracts.orders;

import java.util.List;
import mercat.contracts.Address;
import mercat.contracts.Line;
import mercat.contracts.Lines;
import mercat.contracts.Message;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.Request;
import mercat.contracts.Sku;
import mercat.contracts.Text;
import mercat.contracts.Write;
import mercat.contracts.inventory.Shortage;
import mercat.contracts.promotions.CouponRefusal;
import org.jspecify.annotations.Nullable;

/**
 * Asks orders to take an order and to see it through. The answer comes when its fate is known, or
 * when the buyer has waited long enough.
 *
 * @param orderId the id the order gets, unless the key names an older one
 * @param key names the buyer's intention, 1 to 255 visible characters: same key, same order
 * @param email of the buyer, at most 254 characters
 * @param token what the payment provider gave the buyer
 * @param expectedTotal what the buyer was shown, null when unchecked
 */
public record PlaceOrder(
    OrderId orderId,
    String key,
    String email,
    List<Line> lines,
    String paymentMethod,
    String token,
    @Nullable Money expectedTotal,
    @Nullable Address shippingAddress)
    implements Request<PlaceOrder.Reply>, Write {
  public PlaceOrder {
    if (key.isEmpty()) {
      throw new IllegalArgumentException("key must not be empty");
    }
    Text.require("key", key, 255);
    Text.require("email", email, 254);
    Text.require("payment method", paymentMethod, 40);
    Text.require("payment token", token, 255);
    lines = Lines.checked(lines);
  }

  /** The same order, sent to this address. */
  public PlaceOrder sentTo(Address address) {
    return new PlaceOrder(orderId, key, email, lines, paymentMethod, token, expectedTotal, address);
  }

  /**
   * What became of the order, or why it was never taken. The order token of a rejected order is
   * null when a node of the version before answers.
   */
  public sealed interface Reply extends Message {
    /**
     * The order stands: confirmed, or still pending.
     *
     * @param orderToken lets its bearer read and cancel this order
     * @param replayed whether the key had named this order before
     */
    record Placed(Order order, String orderToken, boolean replayed) implements Reply {}

    /** Stored and rejected: not enough stock. */
    record OutOfStock(
        OrderId orderId, @Nullable String orderToken, List<Shortage> shortages, boolean replayed)
        implements Reply {
      public OutOfStock {
        shortages = List.copyOf(shortages);
      }
    }

    /** Stored and rejected: the provider refused the payment. */
    record Declined(OrderId orderId, @Nullable String orderToken, String reason, boolean replayed)
        implements Reply {}

    /**
     * Stored and rejected for another reason: cancelled while pending, its payment never became
     * known, or its coupon could not be redeemed any more.
     */
    record Rejected(OrderId orderId, @Nullable String orderToken, String reason, boolean replayed)
        implements Reply {}

    /** Not stored: the total is another one. */
    record PriceChanged(Money total) implements Reply {}

    /** Not stored: nobody can buy these. */
    record UnknownSkus(List<Sku> skus) implements Reply {
      public UnknownSkus {
        skus = List.copyOf(skus);
      }
    }

    /** Not stored: prices or the expected total are in different currencies. */
    record NotSummable(String reason) implements Reply {}

    /** Not stored: the sum is larger than a total may be. */
    record TotalTooLarge() implements Reply {}

    /** The buyer used the key for an order with other content. */
    record KeyReused() implements Reply {}

    /** Not stored: the customer has saved no such address. Said of {@link PlaceOwnOrder} alone. */
    record UnknownAddress() implements Reply {}

    /** Not stored: the coupon cannot be had. Said of those that name one alone. */
    record CouponRefused(CouponRefusal reason) implements Reply {}
  }
}
