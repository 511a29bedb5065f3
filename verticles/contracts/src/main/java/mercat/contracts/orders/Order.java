package mercat.contracts.orders;

import java.time.Instant;
import java.util.List;
import mercat.contracts.OrderId;
import org.jspecify.annotations.Nullable;

/**
 * An order as its buyer sees it.
 *
 * @param number short and speakable, unique
 * @param confirmedAt null until confirmed
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
    @Nullable Instant confirmedAt) {
  public Order {
    lines = List.copyOf(lines);
  }
}
