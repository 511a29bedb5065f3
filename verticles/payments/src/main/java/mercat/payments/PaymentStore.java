package mercat.payments;

import static mercat.platform.Await.await;
import static mercat.platform.Await.awaitDone;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import mercat.contracts.Money;
import mercat.contracts.payments.AuthorizePayment;
import mercat.payments.domain.Payment;
import mercat.payments.domain.Payment.WantedEnd;
import mercat.payments.domain.PaymentState;
import mercat.platform.EnumText;
import mercat.platform.database.Columns;
import mercat.platform.database.Rows;
import mercat.platform.database.Sweep;
import mercat.platform.database.Tx;
import org.jspecify.annotations.Nullable;

/**
 * The payments. Always locked ascending by order, before refunds and ledger.
 *
 * <p>What a row becomes is decided in the domain; one statement writes every kind of move, each a
 * compare-and-set. Where all goes well, no move touches an indexed column. The token of the buyer's
 * card is kept for as long as the charge may have to be asked for again.
 */
record PaymentStore(PaymentsConfig config) {
  private static final String COLUMNS =
      "order_id, amount, currency, state, wanted, reason, refunded, provider";

  private static final String CLAIM =
      """
      insert into payment (order_id, amount, currency, method, token, provider, state)
      select order_id, amount, currency, method, token, provider, 'sent'
        from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[])
          as asked(order_id, amount, currency, method, token, provider)
       order by order_id
      on conflict do nothing
      returning order_id\
      """;

  private static final String INSERT_TOMBSTONES =
      """
      insert into payment (order_id, amount, currency, method, token, provider, state)
      select order_id, 0, 'XXX', '', '', '', 'voided'
        from unnest($1::uuid[]) as ended(order_id)
       order by order_id
      on conflict do nothing\
      """;

  private static final String FIND =
      "select " + COLUMNS + " from payment where order_id = any($1::uuid[])";

  private static final String LOCK = FIND + " order by order_id for no key update";

  private static final String MOVE =
      """
      update payment
         set state = $4::text, wanted = $5::text, reason = $6::text, refunded = $7::bigint,
             token = case when $4::text in ('sent', 'unknown') then token else '' end,
             next_at = case when $8::bool then next_at else now() + $9::bigint * interval '1 ms' end
       where order_id = any($1::uuid[]) and state = $2::text and wanted is not distinct from $3::text
      returning order_id, amount, currency, provider\
      """;

  private static final String DUE =
      """
      update payment
         set attempts = attempts + 1,
             next_at = now() + least($1::bigint * power(2, least(attempts, 16)), $2::bigint) * interval '1 ms'
       where order_id in (
         select order_id from payment
          where next_at <= now() and (provider = any($4::text[])) = $5::bool
          order by next_at
          limit $3::int
            for no key update skip locked)
      returning
      """
          + COLUMNS
          + ", method, token, attempts";

  /**
   * The first look at a payment is due at once, any other after a pause, so that no storm of hooks
   * becomes one of looks. What has no next look is in good hands or over, unless it is unknown or
   * nobody can be waiting for its answer any more.
   */
  private static final String HURRY =
      """
      update payment
         set next_at = now() + case when attempts = 0 then 0 else $2::bigint end * interval '1 ms'
       where order_id = any($1::uuid[])
         and case when next_at is not null then next_at > now() + $2::bigint * interval '1 ms'
                  when state = 'sent' then created_at < now() - $3::bigint * interval '1 ms'
                  else state = 'unknown' end
      returning order_id\
      """;

  private static final Sweep SWEEP =
      new Sweep(
          "payment",
          "payment",
          "created_at",
          """
          update payment set next_at = now()
           where number > $1::bigint and number <= $2::bigint
             and state in ('sent', 'unknown', 'capturing') and next_at is null\
          """);

  /** A payment that the worker took, and what it needs to ask the provider again. */
  record DuePayment(Payment payment, String method, String token, int attempts) {
    PaymentProvider.ChargeRequest charge() {
      return new PaymentProvider.ChargeRequest(payment.orderId(), payment.amount(), method, token);
    }
  }

  /**
   * Claims one attempt per order; the orders whose attempt is new.
   *
   * @param provider whom each is to be asked of
   */
  Set<UUID> claim(
      Tx tx, List<AuthorizePayment> requests, Function<AuthorizePayment, String> provider) {
    var attempts =
        Columns.of(requests)
            .uuid(request -> request.orderId().value())
            .bigint(request -> request.amount().amount())
            .text(request -> request.amount().currency())
            .text(AuthorizePayment::method)
            .text(AuthorizePayment::token)
            .text(provider)
            .tuple();
    return Rows.ids(tx.query(CLAIM, attempts));
  }

  /** Leaves a tombstone for each order whose payment was never asked for. */
  void insertTombstones(Tx tx, Collection<UUID> ids) {
    tx.send(INSERT_TOMBSTONES, Columns.uuids(ids));
  }

  /** The payments of these orders as stored, not locked. */
  Map<UUID, Payment> find(Tx tx, Collection<UUID> ids) {
    return payments(tx.query(FIND, Columns.uuids(ids)));
  }

  /** Locks the payments of these orders, ascending. */
  Map<UUID, Payment> lock(Tx tx, Collection<UUID> ids) {
    return payments(tx.query(LOCK, Columns.uuids(ids)));
  }

  /**
   * Moves payments that are as they are thought to be; the others stay. Those that the worker can
   * do something about are due at once. Only for moves out of states in which nothing went back
   * yet.
   *
   * @return the providers of the payments that moved, by order
   * @throws IllegalStateException when a payment is over another amount than was thought
   */
  Map<UUID, String> move(Tx tx, Collection<PaymentMove> moves) {
    var moved = HashMap.<UUID, String>newHashMap(moves.size());
    var thought = HashMap.<UUID, Money>newHashMap(moves.size());
    moves.forEach(move -> thought.put(move.before().orderId(), move.before().amount()));
    for (var update : start(tx, moves)) {
      for (var row : await(update)) {
        var id = row.getUUID(0);
        var amount = new Money(row.getLong(1), row.getString(2));
        if (!amount.equals(thought.get(id))) {
          throw new IllegalStateException(
              "order " + id + ": the payment is over " + amount + ", not " + thought.get(id));
        }
        moved.put(id, row.getString(3));
      }
    }
    return moved;
  }

  /** Writes back those of the locked payments that changed. */
  void moveLocked(Tx tx, Map<UUID, Payment> locked, Map<UUID, Payment> decided) {
    var moves = new ArrayList<PaymentMove>();
    locked.forEach((id, before) -> {
      var after = decided.getOrDefault(id, before);
      if (!after.equals(before)) {
        moves.add(new PaymentMove(before, after));
      }
    });
    start(tx, moves).forEach(update -> awaitDone(update));
  }

  /**
   * Starts one update for each kind of move. Most batches have one or two, and an update by values
   * costs the server two thirds of one that joins eleven arrays.
   */
  private List<Future<RowSet<Row>>> start(Tx tx, Collection<PaymentMove> moves) {
    var kinds = new LinkedHashMap<List<@Nullable Object>, List<UUID>>();
    for (var move : moves) {
      kinds
          .computeIfAbsent(move.parameters(config.recheck()), first -> new ArrayList<>())
          .add(move.before().orderId());
    }
    var updates = new ArrayList<Future<RowSet<Row>>>(kinds.size());
    kinds.forEach((kind, ids) -> {
      var parameters = Columns.uuids(ids);
      kind.forEach(parameters::addValue);
      updates.add(tx.start(MOVE, parameters));
    });
    return updates;
  }

  /** Has the worker look at payments that were left behind. */
  void sweep(Tx tx) {
    SWEEP.run(tx, config.recheck());
  }

  /**
   * Takes payments that the worker should look at, and puts their next look off, longer each time.
   */
  List<DuePayment> due(Tx tx, TakeDue.Whose whose, int most) {
    var parameters =
        Tuple.of(
            config.recheck().toMillis(),
            config.backOffMax().toMillis(),
            most,
            whose.providers().toArray(String[]::new),
            whose.isOfThese());
    return tx.query(DUE, parameters).stream()
        .map(row ->
            new DuePayment(payment(row), row.getString(8), row.getString(9), row.getInteger(10)))
        .toList();
  }

  /**
   * Has payments looked at sooner than planned, those that there are and for which that makes
   * sense.
   *
   * @return their orders
   */
  Set<UUID> hurry(Tx tx, Collection<UUID> ids) {
    var parameters =
        Columns.uuids(ids)
            .addLong(config.workEvery().toMillis())
            .addLong(config.providerTimeout().toMillis());
    return Rows.ids(tx.query(HURRY, parameters));
  }

  private static Map<UUID, Payment> payments(RowSet<Row> rows) {
    return Rows.byKey(rows, PaymentStore::payment, Payment::orderId);
  }

  private static Payment payment(Row row) {
    return new Payment(
        row.getUUID(0),
        row.getString(7),
        new Money(row.getLong(1), row.getString(2)),
        EnumText.parse(PaymentState.class, row.getString(3)),
        wanted(row.getString(4)),
        row.getString(5),
        row.getLong(6));
  }

  private static WantedEnd wanted(@Nullable String text) {
    return text == null ? WantedEnd.UNDECIDED : EnumText.parse(WantedEnd.class, text);
  }
}
