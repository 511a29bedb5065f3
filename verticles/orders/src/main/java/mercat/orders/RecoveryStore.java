package mercat.orders;

import io.vertx.sqlclient.Tuple;
import java.util.List;
import mercat.platform.database.Sweep;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;

/**
 * How abandoned orders are found again. An order names nobody who works on it: once it is older
 * than a lease, a sweep looks at it, and puts it among the abandoned if it is still pending.
 */
record RecoveryStore(OrdersConfig config) {
  private static final String TAKE_OVER =
      """
      update orders o set epoch = epoch + 1, lease_until = now() + $1::bigint * interval '1 ms'
       where id in (select id from orders where lease_until < now() and status = 'pending'
                     order by lease_until limit $2::int for no key update skip locked)
      returning
      """
          + OrderRows.ORDER;

  private static final Sweep SWEEP =
      new Sweep(
          "orders",
          "orders",
          "placed_at",
          """
          update orders set lease_until = now()
           where number > $1::bigint and number <= $2::bigint
             and status = 'pending' and lease_until is null\
          """);

  /**
   * Takes over pending orders that nobody works on any more, after a sweep for those that are new
   * among them.
   *
   * @param batch how many each wants at most
   */
  List<List<StoredOrder>> takeOver(Tx tx, List<Asked<Integer>> batch) {
    SWEEP.run(tx, config.lease());
    return batch.stream()
        .map(most -> tx.query(TAKE_OVER, Tuple.of(config.lease().toMillis(), most.request())))
        .map(OrderRows::orders)
        .toList();
  }
}
