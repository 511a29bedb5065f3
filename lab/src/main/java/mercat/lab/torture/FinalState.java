package mercat.lab.torture;

import java.sql.ResultSet;
import java.sql.SQLException;
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

  private static final String ORDERS =
      """
      select o.id::text, o.idempotency_key, o.status, o.payment_status,
             o.confirmed_at is not null, o.total, o.currency, line.sku, line.quantity
      from orders.orders o
      cross join lateral json_to_recordset(o.lines) as line(sku text, quantity bigint)
      order by o.id\
      """;

  private static final String SHELVES =
      """
      select s.sku, coalesce(r.units, 0), s.on_hand, s.reserved
      from inventory.stock s
      left join (select sku, sum(quantity) as units from inventory.receipt group by sku) r
        using (sku)
      order by s.sku\
      """;

  private static final String CHARGES =
      """
      select charge_key::text, order_id::text, state, amount
      from sandbox.charge
      order by charge_key\
      """;

  private static final String LEDGER_OFF =
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
      """;

  private static final String OPEN_PAYMENTS =
      """
      select count(*) from payments.payment
      where state in ('sent', 'unknown', 'authorized', 'capturing')
         or (state = 'captured' and wanted = 'nothing' and refunded < amount)\
      """;

  FinalState {
    orders = List.copyOf(orders);
    shelves = List.copyOf(shelves);
    charges = List.copyOf(charges);
  }

  /**
   * An order.
   *
   * @param sku what it is for
   * @param units how many of it
   * @param confirmed whether it was confirmed once
   */
  record Order(
      String id,
      String key,
      String state,
      String payment,
      boolean confirmed,
      long total,
      String currency,
      String sku,
      long units) {

    ToldOrder told() {
      return new ToldOrder(200, "", id, "", state, payment, total, currency);
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

  /** Reads it in one snapshot, as a role that may only read. */
  static FinalState of(DatabaseAccess database) {
    try (var session = ReadSession.snapshotOf(database)) {
      return new FinalState(
          session.rows(ORDERS, FinalState::order),
          session.rows(
              SHELVES,
              row -> new Shelf(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4))),
          session.rows(
              CHARGES,
              row ->
                  new Charge(row.getString(1), row.getString(2), row.getString(3), row.getLong(4))),
          session.number(LEDGER_OFF),
          session.number(OPEN_PAYMENTS));
    }
  }

  private static Order order(ResultSet row) throws SQLException {
    return new Order(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getBoolean(5),
        row.getLong(6),
        row.getString(7),
        row.getString(8),
        row.getLong(9));
  }
}
