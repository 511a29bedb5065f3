package mercat.contracts.orders;

import mercat.contracts.Money;
import mercat.contracts.Sku;
import org.jspecify.annotations.Nullable;

/**
 * One line of an order, with name and price as they were when it was placed.
 *
 * @param total the quantity at the unit price, before any discount
 * @param discount this line's share of the order's discount, 0 to {@code total}; null where the
 *     order has no coupon
 */
public record OrderLine(
    Sku sku, String name, long quantity, Money unitPrice, Money total, @Nullable Money discount) {
  public OrderLine(Sku sku, String name, long quantity, Money unitPrice, Money total) {
    this(sku, name, quantity, unitPrice, total, null);
  }

  /** The same line with this share of the order's discount. */
  public OrderLine reducedBy(Money share) {
    return new OrderLine(sku, name, quantity, unitPrice, total, share);
  }
}
