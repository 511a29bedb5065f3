package mercat.edge.storefront;

import java.util.List;
import mercat.contracts.Line;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.orders.Address;
import mercat.contracts.orders.PlaceOrder;
import org.jspecify.annotations.Nullable;

/** What a buyer sends to order: the schema {@code NewOrder}. */
record OrderBody(
    List<Line> lines,
    String email,
    PaymentMethod payment,
    @Nullable Address shippingAddress,
    @Nullable Money expectedTotal) {
  record PaymentMethod(String method, String token) {}

  PlaceOrder request(OrderId id, String key) {
    return new PlaceOrder(
        id, key, email, lines, payment.method(), payment.token(), expectedTotal, shippingAddress);
  }
}
