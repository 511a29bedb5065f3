package mercat.orders;

import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import mercat.contracts.OrderId;
import mercat.platform.database.Sweep;
import mercat.platform.database.Tx;

/**
 * How abandoned orders are found again. An order names nobody who works on it: once it is older
 * than a lease, a sweep looks at it, and puts it among the abandoned if it is still pending.
 */
final class RecoveryStore {
  private static final String TAKE_OVER =
      """
      update orders o set epoch = epoch + 1, lease_until = now() + $1::bigint * interval '1 ms'
       where id in (select id from orders where lease_until < now() and status = 'pending'
                     order by lease_until limit $2::int for no key update skip locked)
      returning
      """
          + OrderStore.COLUMNS;

  private static final String IN_DOUBT =
      """
      update orders set payment_status = 'in_doubt',
             lease_until = least(deadline_at, now() + $3::bigint * interval '1 ms')
       where id = $1::uuid and status = 'pending' and epoch = $2::int\
      """;

  private final OrdersConfig config;
  private final Sweep sweep =
      new Sweep(
          "orders",
          "placed_at",
          "lease_until = now()",
          "status = 'pending' and lease_until is null");

  RecoveryStore(OrdersConfig config) {
    this.config = config;
  }

  /** Puts orders that are old and still pending among the abandoned. */
  void sweep(Tx tx) {
    sweep.run(tx, config.lease());
  }

  /** Takes over pending orders that nobody works on any more. */
  List<StoredOrder> takeOver(Tx tx, int most) {
    return OrderStore.orders(tx.query(TAKE_OVER, Tuple.of(config.lease().toMillis(), most)));
  }

  /** Notes that a payment is in doubt and gives the order up until the next look. */
  void inDoubt(Tx tx, OrderId id, int epoch) {
    Duration recheck = config.recheck();
    tx.send(IN_DOUBT, Tuple.of(id.value(), epoch, recheck.toMillis()));
  }
}
