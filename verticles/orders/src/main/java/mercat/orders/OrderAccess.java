package mercat.orders;

import mercat.contracts.OrderId;
import mercat.platform.Actor;

/** Who may see an order: whoever bears its token, and staff. To all others it does not exist. */
final class OrderAccess {
  private final OrderTokens tokens;

  OrderAccess(OrderTokens tokens) {
    this.tokens = tokens;
  }

  boolean isGranted(OrderId id, String orderToken, Actor actor) {
    return actor.hasRole("support") || tokens.opens(orderToken, id);
  }
}
