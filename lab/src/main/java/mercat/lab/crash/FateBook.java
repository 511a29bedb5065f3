package mercat.lab.crash;

import mercat.lab.database.DatabaseAccess;
import mercat.lab.database.ReadSession;

/** What became of orders, read from the tables of all who took part. */
final class FateBook {
  private static final String FATE =
      """
      select concat_ws(' ', o.status, o.payment_status, o.fulfilment_status,
                       coalesce(r.state, 'none'), coalesce(p.state, 'none'), p.refunded)
             || case when (select count(*) from orders.orders where idempotency_key = $1) > 1
                     then ' and there is more than one' else '' end
      from orders.orders o
      left join inventory.reservation r on r.order_id = o.id
      left join payments.payment p on p.order_id = o.id
      where o.idempotency_key = $1\
      """
          .replace("$1", "?");

  private final DatabaseAccess database;

  FateBook(DatabaseAccess database) {
    this.database = database;
  }

  /**
   * The fate of the order of a key: its status, its payment's and its shipment's, its reservation,
   * its payment, and what went back in minor units. Empty when there is none.
   */
  String of(String key) {
    try (var session = new ReadSession(database.asVerifier())) {
      return session.text(FATE, key, key);
    }
  }
}
