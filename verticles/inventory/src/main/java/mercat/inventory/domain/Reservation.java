package mercat.inventory.domain;

import java.util.List;
import mercat.contracts.Line;
import mercat.contracts.OrderId;
import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.inventory.ReserveStock.Reply;
import mercat.contracts.inventory.Shortage;

/**
 * What is known of an order's lines.
 *
 * @param shortages why it was refused, empty otherwise
 */
public record Reservation(
    OrderId orderId, ReservationState state, List<Line> lines, List<Shortage> shortages) {
  public Reservation {
    lines = List.copyOf(lines);
    shortages = List.copyOf(shortages);
  }

  /** The reply to a request for the same order that comes after the one that was decided. */
  public Reply replyTo(ReserveStock repeat) {
    if (!lines.equals(repeat.lines())) {
      return new Reply.AlreadySettled();
    }
    return switch (state) {
      case HELD, COMMITTED -> new Reply.Reserved(orderId);
      case REFUSED -> new Reply.OutOfStock(shortages);
      case RELEASED -> new Reply.AlreadySettled();
    };
  }
}
