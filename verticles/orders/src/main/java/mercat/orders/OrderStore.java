package mercat.orders;

import static java.util.Objects.requireNonNull;
import static mercat.platform.Await.await;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.inventory.Shortage;
import mercat.contracts.orders.FulfilmentStatus;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderLine;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.OrderTotals;
import mercat.contracts.orders.PaymentStatus;
import mercat.platform.bus.Json;
import mercat.platform.database.Database;
import mercat.platform.database.Tx;
import org.jspecify.annotations.Nullable;

/**
 * The orders table. One row per order; every move of a row compares its status, and its epoch where
 * a process moves it.
 */
final class OrderStore {
  static final String COLUMNS =
      """
      o.id, o.number, o.status, o.payment_status, o.fulfilment_status, o.currency, o.subtotal, o.discount,
      o.shipping, o.tax, o.total, o.lines::text as lines, o.placed_at, o.confirmed_at, o.body_hash, o.reason,
      o.refusal::text as refusal, o.payment_method, o.payment_token, o.epoch, o.deadline_at < now() as overdue\
      """;

  private static final String CLAIM =
      """
      insert into orders (id, claim, buyer, idempotency_key, body_hash, email, currency, subtotal, total, lines,
                          shipping_address, payment_method, payment_token, deadline_at)
      select id, claim, buyer, idempotency_key, body_hash, email, currency, total, total, lines::json,
             shipping_address::json, payment_method, payment_token, now() + $13::bigint * interval '1 ms'
        from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::text[], $5::bytea[], $6::text[], $7::text[],
                    $8::bigint[], $9::text[], $10::text[], $11::text[], $12::text[])
          as asked(id, claim, buyer, idempotency_key, body_hash, email, currency, total, lines, shipping_address,
                   payment_method, payment_token)
       order by claim
      on conflict do nothing
      returning id, number, placed_at\
      """;

  private static final String BY_CLAIM =
      "select asked.place, "
          + COLUMNS
          + """

          from unnest($1::uuid[]) with ordinality as asked(claim, place)
          join orders o using (claim)\
          """;

  private static final String BY_ID = "select " + COLUMNS + " from orders o where o.id = $1::uuid";

  private static final String LIST =
      "select "
          + COLUMNS
          + """

          from orders o
          where ($1::text is null or o.status = $1::text) and ($2::uuid is null or o.id < $2::uuid)
          order by o.id desc
          limit $3::int\
          """;

  private static final String CONFIRM =
      """
      update orders
         set status = 'confirmed', payment_status = 'authorized', payment_token = '', confirmed_at = now(),
             lease_until = null
       where id = any($1::uuid[]) and epoch = $2::int and status = 'pending'
      returning id, confirmed_at\
      """;

  private static final String REJECT =
      """
      update orders o
         set status = 'rejected', payment_status = move.payment_status, payment_token = '', reason = move.reason,
             refusal = move.refusal::json, lease_until = null
        from unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[])
               as move(id, epoch, payment_status, reason, refusal)
       where o.id = move.id and o.epoch = move.epoch and o.status = 'pending'
      returning o.id, o.confirmed_at\
      """;

  private static final String LOCK = BY_ID + " for no key update";

  private static final String LOCK_ALL =
      "select from orders where id = any($1::uuid[]) order by id for no key update";

  private static final String CANCEL =
      "update orders set status = 'cancelled', payment_token = '' where id = $1::uuid";

  private static final String SHIP =
      "update orders set fulfilment_status = 'shipped' where id = $1::uuid";

  private static final String PAID =
      "update orders set payment_status = $2::text where id = any($1::uuid[])";

  private static final String IN_DOUBT_OF =
      """
      select id, epoch, total, currency from orders
       where id = any($1::uuid[]) and status = 'pending' and payment_status = 'in_doubt'
      """;

  private static final String TOKEN_KEY = "select key from order_token_key";

  private final Database database;

  OrderStore(Database database) {
    this.database = database;
  }

  /**
   * Claims the new orders. Returns, by id, those that are really new; the keys of the others were
   * used before.
   */
  Map<UUID, Claimed> claim(Tx tx, List<NewOrder> orders, OrdersConfig config) {
    return claimed(tx.query(CLAIM, claims(orders, config)));
  }

  /** What the server gave the orders that were claimed, by id. */
  private static Map<UUID, Claimed> claimed(RowSet<Row> rows) {
    var claimed = HashMap.<UUID, Claimed>newHashMap(rows.size());
    for (var row : rows) {
      claimed.put(row.getUUID(0), new Claimed(row.getLong(1), instant(row.getOffsetDateTime(2))));
    }
    return claimed;
  }

  private static Tuple claims(List<NewOrder> orders, OrdersConfig config) {
    int n = orders.size();
    var ids = new UUID[n];
    var claims = new UUID[n];
    var buyers = new Buffer[n];
    var keys = new String[n];
    var hashes = new Buffer[n];
    var emails = new String[n];
    var currencies = new String[n];
    var totals = new Long[n];
    var lines = new String[n];
    var addresses = new @Nullable String[n];
    var methods = new String[n];
    var tokens = new String[n];
    for (int i = 0; i < n; i++) {
      var order = orders.get(i);
      ids[i] = order.id().value();
      claims[i] = order.claim();
      buyers[i] = order.buyer();
      keys[i] = order.key();
      hashes[i] = order.bodyHash();
      emails[i] = order.email();
      currencies[i] = order.totals().total().currency();
      totals[i] = order.totals().total().amount();
      lines[i] = linesJson(order.lines());
      addresses[i] = order.shippingAddress();
      methods[i] = order.paymentMethod();
      tokens[i] = order.paymentToken();
    }
    return Tuple.tuple()
        .addArrayOfUUID(ids)
        .addArrayOfUUID(claims)
        .addArrayOfBuffer(buyers)
        .addArrayOfString(keys)
        .addArrayOfBuffer(hashes)
        .addArrayOfString(emails)
        .addArrayOfString(currencies)
        .addArrayOfLong(totals)
        .addArrayOfString(lines)
        .addArrayOfString(addresses)
        .addArrayOfString(methods)
        .addArrayOfString(tokens)
        .addLong(config.paymentDeadline().toMillis());
  }

  /** What the server gave a new order. */
  record Claimed(long number, Instant placedAt) {}

  /** The orders that the keys name. Every key was used. */
  Map<NewOrder, StoredOrder> byClaim(Tx tx, List<NewOrder> orders) {
    var claims = orders.stream().map(NewOrder::claim).toArray(UUID[]::new);
    var found = new IdentityHashMap<NewOrder, StoredOrder>();
    for (var row : tx.query(BY_CLAIM, Tuple.tuple().addArrayOfUUID(claims))) {
      found.put(orders.get(row.getLong("place").intValue() - 1), order(row));
    }
    return found;
  }

  /** The order that a buyer's key names. */
  Optional<StoredOrder> byClaim(UUID claim) {
    var rows = database.read(BY_CLAIM, Tuple.tuple().addArrayOfUUID(new UUID[] {claim}));
    return rows.size() == 0 ? Optional.empty() : Optional.of(order(rows.iterator().next()));
  }

  Optional<StoredOrder> byId(OrderId id) {
    var rows = database.read(BY_ID, Tuple.of(id.value()));
    return rows.size() == 0 ? Optional.empty() : Optional.of(order(rows.iterator().next()));
  }

  List<StoredOrder> list(@Nullable OrderStatus status, @Nullable OrderId before, int limit) {
    var parameters =
        Tuple.of(
            status == null ? null : word(status), before == null ? null : before.value(), limit);
    return orders(database.read(LIST, parameters));
  }

  /** Locks orders ascending, so that two transactions queue. */
  void lockAll(Tx tx, List<OrderId> ids) {
    tx.send(
        LOCK_ALL,
        Tuple.tuple().addArrayOfUUID(ids.stream().map(OrderId::value).toArray(UUID[]::new)));
  }

  /** Locks an order for a single move. */
  Optional<StoredOrder> lock(Tx tx, OrderId id) {
    var rows = tx.query(LOCK, Tuple.of(id.value()));
    return rows.size() == 0 ? Optional.empty() : Optional.of(order(rows.iterator().next()));
  }

  /**
   * Moves pending orders to their fate. Returns, by id, when those that moved were confirmed; empty
   * for a rejection.
   */
  Map<UUID, Optional<Instant>> settle(Tx tx, Collection<Settlement> settlements) {
    var confirmed = new TreeMap<Integer, List<UUID>>();
    var rejected = new ArrayList<Settlement>();
    for (var settlement : settlements) {
      if (settlement.rejection() == null) {
        confirmed
            .computeIfAbsent(settlement.epoch(), first -> new ArrayList<>())
            .add(settlement.orderId().value());
      } else {
        rejected.add(settlement);
      }
    }
    var moves = new ArrayList<Future<RowSet<Row>>>();
    confirmed.forEach((epoch, ids) ->
        moves.add(
            tx.start(
                CONFIRM,
                Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new)).addInteger(epoch))));
    if (!rejected.isEmpty()) {
      moves.add(tx.start(REJECT, rejections(rejected)));
    }
    var moved = HashMap.<UUID, Optional<Instant>>newHashMap(settlements.size());
    for (var move : moves) {
      moved.putAll(confirmed(await(move)));
    }
    return moved;
  }

  /** When orders were confirmed, by id; empty for those that were rejected. */
  private static Map<UUID, Optional<Instant>> confirmed(RowSet<Row> rows) {
    var confirmed = HashMap.<UUID, Optional<Instant>>newHashMap(rows.size());
    for (var row : rows) {
      confirmed.put(
          row.getUUID(0), Optional.ofNullable(row.getOffsetDateTime(1)).map(OrderStore::instant));
    }
    return confirmed;
  }

  private static Tuple rejections(List<Settlement> settlements) {
    int n = settlements.size();
    var ids = new UUID[n];
    var epochs = new Integer[n];
    var payments = new String[n];
    var reasons = new String[n];
    var refusals = new String[n];
    for (int i = 0; i < n; i++) {
      var settlement = settlements.get(i);
      var rejection = requireNonNull(settlement.rejection());
      ids[i] = settlement.orderId().value();
      epochs[i] = settlement.epoch();
      payments[i] = word(rejection.paymentStatus());
      reasons[i] = rejection.reason();
      refusals[i] = Json.write(new Refusal(rejection.detail(), rejection.shortages()));
    }
    return Tuple.tuple()
        .addArrayOfUUID(ids)
        .addArrayOfInteger(epochs)
        .addArrayOfString(payments)
        .addArrayOfString(reasons)
        .addArrayOfString(refusals);
  }

  void cancel(Tx tx, OrderId id) {
    tx.send(CANCEL, Tuple.of(id.value()));
  }

  void ship(Tx tx, OrderId id) {
    tx.send(SHIP, Tuple.of(id.value()));
  }

  /** Notes how payments stand: one update for each status, of orders ascending. */
  void paid(Tx tx, Map<UUID, PaymentStatus> statuses) {
    var byStatus = new EnumMap<PaymentStatus, SortedSet<UUID>>(PaymentStatus.class);
    statuses.forEach(
        (id, status) -> byStatus.computeIfAbsent(status, first -> new TreeSet<>()).add(id));
    byStatus.forEach((status, ids) ->
        tx.send(
            PAID, Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new)).addString(word(status))));
  }

  /** Those of the orders that are pending with a payment in doubt: id, epoch and total. */
  List<Doubtful> inDoubt(Tx tx, UUID[] ids) {
    var doubtful = new ArrayList<Doubtful>();
    for (var row : tx.query(IN_DOUBT_OF, Tuple.tuple().addArrayOfUUID(ids))) {
      doubtful.add(
          new Doubtful(
              new OrderId(row.getUUID(0)),
              row.getInteger(1),
              new Money(row.getLong(2), row.getString(3))));
    }
    return doubtful;
  }

  /** A pending order whose payment is in doubt. */
  record Doubtful(OrderId id, int epoch, Money total) {}

  byte[] tokenKey() {
    return database.read(TOKEN_KEY, Tuple.tuple()).iterator().next().getBuffer(0).getBytes();
  }

  static List<StoredOrder> orders(Iterable<Row> rows) {
    var orders = new ArrayList<StoredOrder>();
    rows.forEach(row -> orders.add(order(row)));
    return orders;
  }

  private static StoredOrder order(Row row) {
    var currency = row.getString("currency");
    var confirmedAt = row.getOffsetDateTime("confirmed_at");
    var refusal = refusal(row.getString("refusal"));
    var reason = row.getString("reason");
    return new StoredOrder(
        new Order(
            new OrderId(row.getUUID("id")),
            number(row.getLong("number")),
            OrderStatus.valueOf(constant(row.getString("status"))),
            lines(row.getString("lines"), currency),
            new OrderTotals(
                new Money(row.getLong("subtotal"), currency),
                new Money(row.getLong("discount"), currency),
                new Money(row.getLong("shipping"), currency),
                new Money(row.getLong("tax"), currency),
                new Money(row.getLong("total"), currency)),
            PaymentStatus.valueOf(constant(row.getString("payment_status"))),
            FulfilmentStatus.valueOf(constant(row.getString("fulfilment_status"))),
            instant(row.getOffsetDateTime("placed_at")),
            confirmedAt == null ? null : instant(confirmedAt)),
        row.getBuffer("body_hash"),
        reason == null ? "" : reason,
        refusal.detail(),
        refusal.shortages(),
        row.getString("payment_method"),
        row.getString("payment_token"),
        row.getInteger("epoch"),
        row.getBoolean("overdue"));
  }

  /** How an order's number is spoken. */
  static String number(long number) {
    return "M" + number;
  }

  private record Refusal(String detail, List<Shortage> shortages) {}

  private record LineRow(String sku, String name, long quantity, long unitPrice, long total) {}

  private static Refusal refusal(@Nullable String json) {
    return json == null ? new Refusal("", List.of()) : Json.read(json, Refusal.class);
  }

  private static String linesJson(List<OrderLine> lines) {
    return Json.write(
        lines.stream()
            .map(line ->
                new LineRow(
                    line.sku().value(),
                    line.name(),
                    line.quantity(),
                    line.unitPrice().amount(),
                    line.total().amount()))
            .toList());
  }

  private static List<OrderLine> lines(String json, String currency) {
    return Arrays.stream(Json.read(json, LineRow[].class))
        .map(row ->
            new OrderLine(
                new Sku(row.sku()),
                row.name(),
                row.quantity(),
                new Money(row.unitPrice(), currency),
                new Money(row.total(), currency)))
        .toList();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String constant(String word) {
    return word.toUpperCase(Locale.ROOT);
  }

  private static Instant instant(OffsetDateTime time) {
    return time.withOffsetSameInstant(ZoneOffset.UTC).toInstant();
  }
}
