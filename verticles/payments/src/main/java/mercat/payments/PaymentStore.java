package mercat.payments;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.payments.AuthorizePayment;
import mercat.contracts.payments.RefundPayment;
import mercat.platform.database.Tx;

/**
 * The tables of payments but for the ledger. Lock order: payments by order, refunds by id, then the
 * ledger; the log last.
 */
final class PaymentStore {
  private static final String COLUMNS =
      "p.order_id, p.amount, p.currency, p.method, p.token, p.state, p.wanted, p.reason, p.refunded";

  private static final String CLAIM =
      """
      insert into payment (order_id, amount, currency, method, token, state, next_at)
      select order_id, amount, currency, method, token, 'sent', now() + $6::bigint * interval '1 ms'
        from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[])
          as asked(order_id, amount, currency, method, token)
       order by order_id
      on conflict do nothing
      returning order_id\
      """;

  private static final String STORED =
      "select " + COLUMNS + " from payment p where p.order_id = any($1::uuid[])";

  private static final String NOTE_OUTCOMES =
      """
      update payment p
         set state = told.state, reason = told.reason, open = told.state <> 'declined',
             next_at = case when p.wanted = 'nothing' then now() else p.next_at end
        from unnest($1::uuid[], $2::text[], $3::text[]) as told(order_id, state, reason)
       where p.order_id = told.order_id and p.state in ('sent', 'unknown') and p.state <> told.state
      returning p.order_id, p.state, p.amount, p.currency\
      """;

  private static final String LOCK =
      "select from payment where order_id = any($1::uuid[]) order by order_id for no key update";

  private static final String WANT_CAPTURED =
      """
      update payment set wanted = 'captured',
             state = case when state = 'authorized' then 'capturing' else state end
       where order_id = any($1::uuid[]) and wanted is null\
      """;

  private static final String ENTOMB =
      """
      insert into payment (order_id, amount, currency, method, token, state, wanted, open, next_at)
      select order_id, 0, 'XXX', '', '', 'voided', 'nothing', false, now() from unnest($1::uuid[]) as ended(order_id)
       order by order_id
      on conflict do nothing\
      """;

  private static final String WANT_NOTHING =
      """
      update payment set wanted = 'nothing', open = state not in ('declined', 'voided'), next_at = now()
       where order_id = any($1::uuid[]) and wanted is distinct from 'nothing'\
      """;

  private static final String CAPTURED =
      """
      update payment set state = 'captured', open = wanted = 'nothing'
       where order_id = any($1::uuid[]) and state = 'capturing'
      returning order_id, amount, currency\
      """;

  private static final String VOIDED =
      """
      update payment set state = 'voided', open = false
       where order_id = any($1::uuid[]) and wanted = 'nothing' and state in ('sent', 'unknown', 'authorized')
      returning order_id, amount, currency\
      """;

  private static final String DUE =
      """
      update payment p
         set attempts = attempts + 1,
             next_at = now() + least($1::bigint * power(2, least(attempts, 16)), $2::bigint) * interval '1 ms'
       where order_id in (
         select order_id from payment
          where open and next_at <= now() and (state in ('sent', 'unknown', 'capturing') or wanted = 'nothing')
          order by next_at limit $3::int for update skip locked)
      returning
      """
          + COLUMNS;

  private static final String CLAIM_REFUND =
      """
      insert into refund (id, order_id, amount, currency, state, next_at)
      values ($1::uuid, $2::uuid, $3::bigint, $4::text, 'sent', now() + $5::bigint * interval '1 ms')
      on conflict do nothing\
      """;

  private static final String REFUND_STATE = "select state from refund where id = $1::uuid";

  private static final String ADD_REFUNDED =
      "update payment set refunded = refunded + $2::bigint where order_id = $1::uuid";

  private static final String REFUND_DONE =
      "update refund set state = 'done' where id = $1::uuid and state = 'sent' returning order_id, amount, currency";

  private static final String REFUNDED =
      "update payment set open = false where order_id = $1::uuid and refunded = amount";

  private static final String DUE_REFUNDS =
      """
      update refund set next_at = now() + $1::bigint * interval '1 ms'
       where id in (select id from refund where state = 'sent' and next_at <= now()
                     order by next_at limit $2::int for update skip locked)
      returning id, order_id, amount, currency\
      """;

  private final PaymentsConfig config;

  PaymentStore(PaymentsConfig config) {
    this.config = config;
  }

  /** Claims one attempt per order; the orders whose attempt is new. */
  Set<UUID> claim(Tx tx, List<AuthorizePayment> requests) {
    int n = requests.size();
    var ids = new UUID[n];
    var amounts = new Long[n];
    var currencies = new String[n];
    var methods = new String[n];
    var tokens = new String[n];
    for (int i = 0; i < n; i++) {
      var request = requests.get(i);
      ids[i] = request.orderId().value();
      amounts[i] = request.amount().amount();
      currencies[i] = request.amount().currency();
      methods[i] = request.method();
      tokens[i] = request.token();
    }
    var parameters =
        Tuple.tuple()
            .addArrayOfUUID(ids)
            .addArrayOfLong(amounts)
            .addArrayOfString(currencies)
            .addArrayOfString(methods)
            .addArrayOfString(tokens)
            .addLong(config.recheck().toMillis());
    var claimed = HashSet.<UUID>newHashSet(n);
    tx.query(CLAIM, parameters).forEach(row -> claimed.add(row.getUUID(0)));
    return claimed;
  }

  /** The payments of these orders as stored. */
  Map<UUID, PaymentRow> stored(Tx tx, UUID[] ids) {
    var stored = new HashMap<UUID, PaymentRow>();
    payments(tx.query(STORED, ids(ids))).forEach(payment -> stored.put(payment.orderId(), payment));
    return stored;
  }

  /** Writes down what the provider told; those that moved, with the state they reached. */
  List<PaymentRow> noteOutcomes(Tx tx, UUID[] ids, String[] states, String[] reasons) {
    var moved = new ArrayList<PaymentRow>();
    for (var row :
        tx.query(NOTE_OUTCOMES, ids(ids).addArrayOfString(states).addArrayOfString(reasons))) {
      var amount = new Money(row.getLong(2), row.getString(3));
      moved.add(new PaymentRow(row.getUUID(0), amount, "", "", row.getString(1), "", "", 0));
    }
    return moved;
  }

  /** These orders stand: what is authorized is being captured from now on. */
  void wantCaptured(Tx tx, UUID[] ids) {
    tx.send(WANT_CAPTURED, ids(ids));
  }

  /**
   * These orders are off: whatever is held or taken goes back; who was never asked finds a
   * tombstone.
   */
  void wantNothing(Tx tx, UUID[] ids) {
    tx.send(ENTOMB, ids(ids));
    tx.send(WANT_NOTHING, ids(ids));
  }

  /** The provider took these; order and amount of those that moved. */
  Map<UUID, Money> captured(Tx tx, UUID[] ids) {
    return amounts(tx.query(CAPTURED, ids(ids)));
  }

  /** The provider holds nothing for these; order and amount of those that moved. */
  Map<UUID, Money> voided(Tx tx, UUID[] ids) {
    return amounts(tx.query(VOIDED, ids(ids)));
  }

  /** Takes payments that a worker should look at, and puts their next look off. */
  List<PaymentRow> due(Tx tx) {
    var parameters =
        Tuple.of(config.recheck().toMillis(), config.backOffMax().toMillis(), config.workMax());
    return payments(tx.query(DUE, parameters));
  }

  /** Locks one payment. */
  Map<UUID, PaymentRow> lock(Tx tx, UUID id) {
    tx.send(LOCK, ids(new UUID[] {id}));
    return stored(tx, new UUID[] {id});
  }

  /** Claims a refund; false when its id was used before. */
  boolean claimRefund(Tx tx, RefundPayment request) {
    var amount = request.amount();
    var parameters =
        Tuple.of(
            request.refundId(),
            request.orderId().value(),
            amount.amount(),
            amount.currency(),
            config.recheck().toMillis());
    return tx.query(CLAIM_REFUND, parameters).rowCount() == 1;
  }

  /** The state of a refund, empty when there is none. */
  String refundState(Tx tx, UUID refundId) {
    var rows = tx.query(REFUND_STATE, Tuple.of(refundId));
    return rows.size() == 0 ? "" : rows.iterator().next().getString(0);
  }

  void addRefunded(Tx tx, UUID orderId, long amount) {
    tx.send(ADD_REFUNDED, Tuple.of(orderId, amount));
  }

  /** Ends a refund; its order and amount, empty when it had ended before. */
  Map<UUID, Money> refundDone(Tx tx, UUID refundId) {
    return amounts(tx.query(REFUND_DONE, Tuple.of(refundId)));
  }

  void closeWhenRefunded(Tx tx, UUID orderId) {
    tx.send(REFUNDED, Tuple.of(orderId));
  }

  /** Refunds that were sent and not answered. */
  List<RefundPayment> dueRefunds(Tx tx) {
    var due = new ArrayList<RefundPayment>();
    for (var row : tx.query(DUE_REFUNDS, Tuple.of(config.recheck().toMillis(), config.workMax()))) {
      due.add(
          new RefundPayment(
              row.getUUID(0),
              new OrderId(row.getUUID(1)),
              new Money(row.getLong(2), row.getString(3))));
    }
    return due;
  }

  private static Tuple ids(UUID[] ids) {
    return Tuple.tuple().addArrayOfUUID(ids);
  }

  private static Map<UUID, Money> amounts(RowSet<Row> rows) {
    var amounts = new HashMap<UUID, Money>();
    rows.forEach(row -> amounts.put(row.getUUID(0), new Money(row.getLong(1), row.getString(2))));
    return amounts;
  }

  private static List<PaymentRow> payments(RowSet<Row> rows) {
    var payments = new ArrayList<PaymentRow>(rows.size());
    for (var row : rows) {
      var wanted = row.getString(6);
      payments.add(
          new PaymentRow(
              row.getUUID(0),
              new Money(row.getLong(1), row.getString(2)),
              row.getString(3),
              row.getString(4),
              row.getString(5),
              wanted == null ? "" : wanted,
              row.getString(7),
              row.getLong(8)));
    }
    return payments;
  }
}
