package mercat.orders;

import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import mercat.contracts.OrderId;
import mercat.contracts.orders.ReadOrder;
import mercat.platform.database.Columns;
import mercat.platform.database.Database;
import mercat.platform.database.Rows;
import mercat.platform.database.Tx;

/** Orders as they are placed and found again: by id, by a buyer's key. */
record PlacedOrders(Database database, OrdersConfig config) {
  private static final String CLAIM =
      """
      insert into orders (id, claim, account, buyer, idempotency_key, body_hash, email, currency, subtotal,
                          discount, total, lines, shipping_address, payment_method, payment_token, coupon,
                          deadline_at)
      select distinct on (claim)
             id, claim, account, buyer, idempotency_key, body_hash, email, currency, subtotal, discount,
             subtotal - discount, lines::json, shipping_address::json, payment_method, payment_token, coupon,
             now() + $16::bigint * interval '1 ms'
        from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bytea[], $5::text[], $6::bytea[], $7::text[],
                    $8::text[], $9::bigint[], $10::bigint[], $11::text[], $12::text[], $13::text[], $14::text[],
                    $15::text[])
          as asked(id, claim, account, buyer, idempotency_key, body_hash, email, currency, subtotal, discount,
                   lines, shipping_address, payment_method, payment_token, coupon)
       where not exists (select from orders o where o.claim = asked.claim)
       order by claim
      on conflict do nothing
      returning id, number, placed_at\
      """;

  private static final String BY_CLAIM =
      "select asked.place, "
          + OrderRows.ORDER
          + """

          from unnest($1::uuid[]) with ordinality as asked(claim, place)
          join orders o using (claim)\
          """;

  private static final String BY_ID =
      "select " + OrderRows.ORDER + " from orders o where o.id = any($1::uuid[])";

  private static final String OWN = BY_ID + " and o.account = $2::uuid";

  private static final String WITH_BUYER =
      "select " + OrderRows.ORDER_AND_BUYER + " from orders o where o.id = $1::uuid";

  private static final String LOCK = BY_ID + " order by o.id for no key update";

  private static final String IN_DOUBT =
      BY_ID + " and o.status = 'pending' and o.payment_status in ('in_doubt', 'declined')";

  /** What the server gave a new order. */
  record Claim(long number, Instant placedAt) {}

  /**
   * Stores new orders, unless their keys were used before. A number is drawn for what is inserted:
   * so a used key is looked for first, and only a race for a key can leave a gap.
   *
   * @return those that are really new, by id
   */
  Map<OrderId, Claim> claim(Tx tx, List<NewOrder> orders) {
    var parameters =
        Columns.of(orders)
            .uuid(order -> order.id().value())
            .uuid(order -> order.purchase().claim())
            .uuid(order -> order.purchase().account())
            .bytea(order -> order.purchase().buyer().getBytes())
            .text(order -> order.request().key())
            .bytea(order -> order.purchase().bodyHash().getBytes())
            .text(order -> order.request().email())
            .text(order -> order.totals().total().currency())
            .bigint(order -> order.totals().subtotal().amount())
            .bigint(order -> order.totals().discount().amount())
            .text(order -> OrderRows.json(order.priced().lines()))
            .text(order -> OrderRows.json(order.request().shippingAddress()))
            .text(order -> order.request().paymentMethod())
            .text(order -> order.request().token())
            .text(NewOrder::couponText)
            .tuple()
            .addLong(config.paymentDeadline().toMillis());
    var claimed = HashMap.<OrderId, Claim>newHashMap(orders.size());
    for (var row : tx.query(CLAIM, parameters)) {
      claimed.put(
          new OrderId(row.getUUID(0)),
          new Claim(row.getLong(1), row.getOffsetDateTime(2).toInstant()));
    }
    return claimed;
  }

  /** The orders that used keys name, by the request that used the key again. */
  Map<NewOrder, StoredOrder> byClaim(Tx tx, List<NewOrder> repeats) {
    var found = new IdentityHashMap<NewOrder, StoredOrder>();
    for (var row :
        tx.query(BY_CLAIM, Columns.of(repeats).uuid(order -> order.purchase().claim()).tuple())) {
      found.put(repeats.get(row.getLong("place").intValue() - 1), OrderRows.order(row));
    }
    return found;
  }

  Optional<StoredOrder> byClaim(UUID claim) {
    return Rows.first(database.read(BY_CLAIM, Columns.uuids(List.of(claim))), OrderRows::order);
  }

  Optional<StoredOrder> byId(OrderId id) {
    return Rows.first(database.read(BY_ID, Columns.uuids(List.of(id.value()))), OrderRows::order);
  }

  /** The order, if it is this customer's. */
  Optional<StoredOrder> own(OrderId id, UUID account) {
    var asked = Columns.uuids(List.of(id.value())).addValue(account);
    return Rows.first(database.read(OWN, asked), OrderRows::order);
  }

  StoredOrder asItStands(StoredOrder order) {
    return byId(order.id()).orElse(order);
  }

  Optional<ReadOrder.Reply.Found> withBuyer(OrderId id) {
    return Rows.first(database.read(WITH_BUYER, Tuple.of(id.value())), OrderRows::withBuyer);
  }

  /** Locks orders ascending, so that two transactions queue, and reads them. */
  Map<OrderId, StoredOrder> lock(Tx tx, Collection<OrderId> ids) {
    var wanted = Columns.of(ids).uuid(OrderId::value).tuple();
    return Rows.byKey(tx.query(LOCK, wanted), OrderRows::order, StoredOrder::id);
  }

  /** Those of the orders that wait for evidence of their payments. */
  List<StoredOrder> inDoubt(Tx tx, Collection<UUID> ids) {
    return OrderRows.orders(tx.query(IN_DOUBT, Columns.uuids(ids)));
  }
}
