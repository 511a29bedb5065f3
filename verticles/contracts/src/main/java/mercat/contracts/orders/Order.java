package mercat.contracts.orders;

import java.time.Instant;
import java.util.List;
import mercat.contracts.OrderId;
import mercat.contracts.promotions.CouponCode;
import org.jspecify.annotations.Nullable;

/**
 * An order as its buyer sees it.
 *
 * @param number short and speakable, unique
 * @param confirmedAt null until confirmed
 * @param coupon what its discount came by, null for none
 */
public record Order(
    OrderId id,
    String number,
    OrderStatus status,
    List<OrderLine> lines,
    OrderTotals totals,
    PaymentStatus paymentStatus,
    FulfilmentStatus fulfilmentStatus,
    Instant placedAt,
    @Nullable Instant confirmedAt,
    @Nullable CouponCode coupon) {
  public Order {
    lines = List.copyOf(lines);
  }

  public Order(
      OrderId id,
      String number,
      OrderStatus status,
      List<OrderLine> lines,
      OrderTotals totals,
      PaymentStatus paymentStatus,
      FulfilmentStatus fulfilmentStatus,
      Instant placedAt,
      @Nullable Instant confirmedAt) {
    this(
        id,
        number,
        status,
        lines,
        totals,
        paymentStatus,
        fulfilmentStatus,
        placedAt,
        confirmedAt,
        null);
  }
}
