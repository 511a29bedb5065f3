package mercat.orders;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import mercat.contracts.Line;
import mercat.contracts.inventory.Shortage;
import mercat.contracts.orders.Order;
import mercat.orders.domain.Rejection;

/**
 * An order with what only this context knows of it.
 *
 * @param bodyHash SHA-256 of what was asked for
 * @param reason why it was rejected, empty if it was not
 * @param detail what the provider said, empty if nothing
 * @param epoch counts take-overs of its process
 * @param overdue whether its payment deadline has passed
 */
record StoredOrder(
    Order order,
    Buffer bodyHash,
    String reason,
    String detail,
    List<Shortage> shortages,
    String paymentMethod,
    String paymentToken,
    int epoch,
    boolean overdue) {

  List<Line> reservationLines() {
    return order.lines().stream().map(line -> new Line(line.sku(), line.quantity())).toList();
  }

  StoredOrder rejected(Order changed, Rejection why) {
    return new StoredOrder(
        changed,
        bodyHash,
        why.reason(),
        why.detail(),
        why.shortages(),
        paymentMethod,
        paymentToken,
        epoch,
        overdue);
  }

  StoredOrder with(Order changed) {
    return new StoredOrder(
        changed, bodyHash, reason, detail, shortages, paymentMethod, paymentToken, epoch, overdue);
  }
}
