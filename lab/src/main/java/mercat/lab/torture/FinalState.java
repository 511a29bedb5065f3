package mercat.lab.torture;

import java.util.List;
import mercat.verify.DatabaseAccess;
import mercat.verify.ReadSession;

/**
 * What is there when everything has come to rest: the final reads.
 *
 * @param ledgerOff entries that do not sum to zero, and accounts whose balance is not the sum of
 *     their postings
 * @param openPayments payments that have not come to their end
 */
record FinalState(
    List<Order> orders,
    List<Shelf> shelves,
    List<Charge> charges,
    long ledgerOff,
    long openPayments) {

  record Order(
      String id,
      String key,
      String state,
      boolean confirmed,
      long total,
      String currency,
      String sku,
      long units) {

    String substance() {
      return new ToldOrder(200, "", id, "", state, "", total, currency).substance();
    }
  }

  record Shelf(String sku, long received, long onHand, long reserved) {}

  /**
   * A charge, by the provider's own record.
   *
   * @param state authorized, captured, voided or declined
   */
  record Charge(String key, String order, String state, long amount) {
    boolean isLive() {
      return state.equals("authorized") || state.equals("captured");
    }
  }

  /** The same, but the charges stand in the book of a provider outside the database. */
  FinalState with(ProviderBook book) {
    return new FinalState(orders, shelves, book.charges(), ledgerOff, openPayments);
  }

  /** Reads it in one snapshot, as a role that may only read. */
  static FinalState of(DatabaseAccess database) {
    try (var session = ReadSession.snapshotOf(database)) {
      return new FinalState(
          orders(session),
          shelves(session),
          charges(session),
          session.number(
              """
              select
                (select count(*) from (
                   select from payments.posting
                   group by source_id, kind, currency having sum(amount) <> 0) entry)
                + (select count(*)
                   from payments.account_balance a
                   full join (select account, currency, sum(amount) as balance
                              from payments.posting group by account, currency) b
                     using (account, currency)
                   where coalesce(a.balance, 0) <> coalesce(b.balance, 0))\
              """),
          session.number(
              """
              select count(*) from payments.payment
              where state in ('sent', 'unknown', 'authorized', 'capturing')
                 or (state = 'captured' and wanted = 'nothing' and refunded < amount)\
              """));
    }
  }

  private static List<Order> orders(ReadSession session) {
    return session.rows(
        """
        select o.id::text, o.idempotency_key, o.status, o.confirmed_at is not null,
               o.total, o.currency, line.sku, line.quantity
        from orders.orders o
        cross join lateral json_to_recordset(o.lines) as line(sku text, quantity bigint)
        order by o.id\
        """,
        row ->
            new Order(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getBoolean(4),
                row.getLong(5),
                row.getString(6),
                row.getString(7),
                row.getLong(8)));
  }

  private static List<Shelf> shelves(ReadSession session) {
    return session.rows(
        """
        select s.sku, coalesce(r.units, 0), s.on_hand, s.reserved
        from inventory.stock s
        left join (select sku, sum(quantity) as units from inventory.receipt group by sku) r
          using (sku)
        order by s.sku\
        """,
        row -> new Shelf(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4)));
  }

  private static List<Charge> charges(ReadSession session) {
    return session.rows(
        """
        select charge_key::text, order_id::text, state, amount
        from sandbox.charge
        order by charge_key\
        """,
        row -> new Charge(row.getString(1), row.getString(2), row.getString(3), row.getLong(4)));
  }
}
