package mercat.payments;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.Money;
import mercat.contracts.payments.AuthorizePayment;
import mercat.payments.domain.Payment;
import mercat.payments.domain.PaymentState;
import mercat.payments.domain.Task;
import mercat.payments.domain.Wanted;
import mercat.platform.database.Tx;
import org.jspecify.annotations.Nullable;

/**
 * The payments. Always locked ascending by order, before refunds and ledger.
 *
 * <p>What a row becomes is decided in the domain; one statement writes every kind of move, each a
 * compare-and-set. No move but the last touches an indexed column.
 */
final class PaymentStore {
  private static final String COLUMNS =
      "order_id, amount, currency, state, wanted, reason, refunded";

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

  private static final String ENTOMB =
      """
      insert into payment (order_id, amount, currency, method, token, state, wanted, open, next_at)
      select order_id, 0, 'XXX', '', '', 'voided', 'nothing', false, now()
        from unnest($1::uuid[]) as ended(order_id)
       order by order_id
      on conflict do nothing\
      """;

  private static final String STORED =
      "select " + COLUMNS + " from payment where order_id = any($1::uuid[])";

  private static final String LOCK = STORED + " order by order_id for no key update";

  private static final String MOVE =
      """
      update payment p
         set state = moved.state, wanted = moved.wanted, reason = moved.reason, refunded = moved.refunded,
             open = moved.open, next_at = case when moved.due then now() else p.next_at end
        from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                    $8::text[], $9::bigint[], $10::bool[], $11::bool[])
          as moved(order_id, amount, currency, state_before, wanted_before, state, wanted, reason, refunded,
                   open, due)
       where p.order_id = moved.order_id and p.amount = moved.amount and p.currency = moved.currency
         and p.state = moved.state_before and p.wanted is not distinct from moved.wanted_before
      returning p.order_id\
      """;

  private static final String DUE =
      """
      update payment
         set attempts = attempts + 1,
             next_at = now() + least($1::bigint * power(2, least(attempts, 16)), $2::bigint) * interval '1 ms'
       where order_id in (
         select order_id from payment
          where open and next_at <= now()
            and (state in ('sent', 'unknown', 'capturing') or wanted = 'nothing')
          order by next_at
          limit $3::int
            for no key update skip locked)
      returning
      """
          + COLUMNS
          + ", method, token, attempts";

  /** As the server orders them, byte by byte: an update takes its rows in the array's order. */
  private static final Comparator<Move> BY_ORDER =
      (one, other) -> {
        var left = one.before().orderId();
        var right = other.before().orderId();
        int high =
            Long.compareUnsigned(left.getMostSignificantBits(), right.getMostSignificantBits());
        return high != 0
            ? high
            : Long.compareUnsigned(left.getLeastSignificantBits(), right.getLeastSignificantBits());
      };

  private final PaymentsConfig config;

  PaymentStore(PaymentsConfig config) {
    this.config = config;
  }

  /** A payment that a worker took, and what it needs to ask the provider again. */
  record Due(Payment payment, String method, String token, int attempts) {
    PaymentProvider.Charge charge() {
      return new PaymentProvider.Charge(payment.orderId(), payment.amount(), method, token);
    }
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
        ids(ids)
            .addArrayOfLong(amounts)
            .addArrayOfString(currencies)
            .addArrayOfString(methods)
            .addArrayOfString(tokens)
            .addLong(config.recheck().toMillis());
    var claimed = HashSet.<UUID>newHashSet(n);
    tx.query(CLAIM, parameters).forEach(row -> claimed.add(row.getUUID(0)));
    return claimed;
  }

  /** Leaves a tombstone for each order whose payment was never asked for. */
  void entomb(Tx tx, Collection<UUID> ids) {
    tx.send(ENTOMB, ids(ids.toArray(UUID[]::new)));
  }

  /** The payments of these orders as stored, not locked. */
  Map<UUID, Payment> stored(Tx tx, Collection<UUID> ids) {
    return payments(tx.query(STORED, ids(ids.toArray(UUID[]::new))));
  }

  /** Locks the payments of these orders, ascending. */
  Map<UUID, Payment> lock(Tx tx, Collection<UUID> ids) {
    return payments(tx.query(LOCK, ids(ids.toArray(UUID[]::new))));
  }

  /**
   * Moves payments that are as they are thought to be; the others stay. Those that a worker can do
   * something about are due at once. Only for moves out of states in which nothing went back yet.
   *
   * @return the orders whose payments moved
   */
  Set<UUID> move(Tx tx, Collection<Move> moves) {
    var moved = HashSet.<UUID>newHashSet(moves.size());
    if (!moves.isEmpty()) {
      tx.query(MOVE, parameters(moves)).forEach(row -> moved.add(row.getUUID(0)));
    }
    return moved;
  }

  /** Writes back those of the locked payments that changed. */
  void moveLocked(Tx tx, Map<UUID, Payment> locked, Map<UUID, Payment> decided) {
    var moves = new ArrayList<Move>();
    locked.forEach((id, before) -> {
      var after = decided.getOrDefault(id, before);
      if (!after.equals(before)) {
        moves.add(new Move(before, after));
      }
    });
    if (!moves.isEmpty()) {
      tx.send(MOVE, parameters(moves));
    }
  }

  /**
   * Takes payments that a worker should look at, and puts their next look off, longer each time.
   */
  List<Due> due(Tx tx, int most) {
    var parameters = Tuple.of(config.recheck().toMillis(), config.backOffMax().toMillis(), most);
    var due = new ArrayList<Due>();
    for (var row : tx.query(DUE, parameters)) {
      due.add(new Due(payment(row), row.getString(7), row.getString(8), row.getInteger(9)));
    }
    return due;
  }

  private static Tuple parameters(Collection<Move> moves) {
    var sorted = new ArrayList<>(moves);
    sorted.sort(BY_ORDER);
    int n = sorted.size();
    var ids = new UUID[n];
    var amounts = new Long[n];
    var currencies = new String[n];
    var statesBefore = new String[n];
    var wantedBefore = new @Nullable String[n];
    var states = new String[n];
    var wanted = new @Nullable String[n];
    var reasons = new String[n];
    var refunded = new Long[n];
    var open = new Boolean[n];
    var due = new Boolean[n];
    for (int i = 0; i < n; i++) {
      var before = sorted.get(i).before();
      var after = sorted.get(i).after();
      ids[i] = before.orderId();
      amounts[i] = before.amount().amount();
      currencies[i] = before.amount().currency();
      statesBefore[i] = before.state().word();
      wantedBefore[i] = word(before.wanted());
      states[i] = after.state().word();
      wanted[i] = word(after.wanted());
      reasons[i] = after.reason();
      refunded[i] = after.refunded();
      open[i] = after.isOpen();
      due[i] = after.wanted() == Wanted.NOTHING && after.task() != Task.NONE;
    }
    return ids(ids)
        .addArrayOfLong(amounts)
        .addArrayOfString(currencies)
        .addArrayOfString(statesBefore)
        .addArrayOfString(wantedBefore)
        .addArrayOfString(states)
        .addArrayOfString(wanted)
        .addArrayOfString(reasons)
        .addArrayOfLong(refunded)
        .addArrayOfBoolean(open)
        .addArrayOfBoolean(due);
  }

  private static Tuple ids(UUID[] ids) {
    return Tuple.tuple().addArrayOfUUID(ids);
  }

  private static Map<UUID, Payment> payments(RowSet<Row> rows) {
    var payments = HashMap.<UUID, Payment>newHashMap(rows.size());
    for (var row : rows) {
      payments.put(row.getUUID(0), payment(row));
    }
    return payments;
  }

  private static Payment payment(Row row) {
    return new Payment(
        row.getUUID(0),
        new Money(row.getLong(1), row.getString(2)),
        PaymentState.of(row.getString(3)),
        wanted(row.getString(4)),
        row.getString(5),
        row.getLong(6));
  }

  private static @Nullable String word(Wanted wanted) {
    return switch (wanted) {
      case UNDECIDED -> null;
      case CAPTURED -> "captured";
      case NOTHING -> "nothing";
    };
  }

  private static Wanted wanted(@Nullable String word) {
    if (word == null) {
      return Wanted.UNDECIDED;
    }
    return word.equals("captured") ? Wanted.CAPTURED : Wanted.NOTHING;
  }
}
