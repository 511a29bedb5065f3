package mercat.recommendations;

import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.UUID;
import java.util.stream.Collectors;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.orders.Basket;
import mercat.platform.database.Columns;
import mercat.platform.database.Tx;

/** Writes baskets, each under its order's id: once more changes nothing. */
final class BasketStore {
  /** No SKU holds a comma. */
  private static final String BETWEEN = ",";

  /** What was bought alone says nothing of other products. */
  private static final String ADD =
      """
      with added as (
        insert into basket (order_id, account, skus)
        select order_id, account, string_to_array(skus, ',')
          from unnest($1::uuid[], $2::uuid[], $3::text[]) as bought(order_id, account, skus)
         order by order_id
        on conflict do nothing
        returning order_id, skus)
      insert into purchase (sku, order_id)
      select sku, order_id
        from added cross join lateral unnest(skus) as line(sku)
       where cardinality(skus) > 1
       order by sku, order_id
      on conflict do nothing\
      """;

  private static final String REMOVE =
      """
      with removed as (
        delete from basket
         where order_id in (select order_id from basket where order_id = any($1::uuid[])
                             order by order_id for update)
        returning order_id, skus)
      delete from purchase
       using (select sku, order_id from removed cross join lateral unnest(skus) as line(sku)) gone
       where purchase.sku = gone.sku and purchase.order_id = gone.order_id\
      """;

  private static final String LOCK_OWN =
      """
      select 1 from basket where account = any($1::uuid[]) order by order_id for update\
      """;

  private static final String REMOVE_SINGLE =
      "delete from basket where account = any($1::uuid[]) and cardinality(skus) = 1";

  private static final String ERASE =
      "update basket set account = null where account = any($1::uuid[])";

  private static final String EMPTY = "truncate basket, purchase";

  void add(Tx tx, Collection<Basket> baskets) {
    tx.send(
        ADD,
        Columns.of(baskets)
            .uuid(basket -> basket.orderId().value())
            .uuid(Basket::accountId)
            .text(basket ->
                basket.skus().stream().map(Sku::value).collect(Collectors.joining(BETWEEN)))
            .tuple());
  }

  void remove(Tx tx, Collection<OrderId> ids) {
    tx.send(REMOVE, Columns.uuids(ids.stream().map(OrderId::value).toList()));
  }

  /** Leaves of these accounts' baskets what would have been kept of nobody's. */
  void erase(Tx tx, Collection<UUID> accounts) {
    tx.send(LOCK_OWN, Columns.uuids(accounts));
    tx.send(REMOVE_SINGLE, Columns.uuids(accounts));
    tx.send(ERASE, Columns.uuids(accounts));
  }

  void empty(Tx tx) {
    tx.send(EMPTY, Tuple.tuple());
  }
}
