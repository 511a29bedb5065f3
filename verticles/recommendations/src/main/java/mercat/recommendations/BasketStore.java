package mercat.recommendations;

import io.vertx.sqlclient.Tuple;
import java.util.Collection;
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

  private static final String ADD =
      """
      with added as (
        insert into basket (order_id, skus)
        select order_id, string_to_array(skus, ',')
          from unnest($1::uuid[], $2::text[]) as bought(order_id, skus)
         order by order_id
        on conflict do nothing
        returning order_id, skus)
      insert into purchase (sku, order_id)
      select sku, order_id
        from added cross join lateral unnest(skus) as line(sku)
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

  private static final String EMPTY = "truncate basket, purchase";

  void add(Tx tx, Collection<Basket> baskets) {
    tx.send(
        ADD,
        Columns.of(baskets)
            .uuid(basket -> basket.orderId().value())
            .text(BasketStore::skus)
            .tuple());
  }

  void remove(Tx tx, Collection<OrderId> orders) {
    tx.send(REMOVE, Columns.uuids(orders.stream().map(OrderId::value).toList()));
  }

  void empty(Tx tx) {
    tx.send(EMPTY, Tuple.tuple());
  }

  private static String skus(Basket basket) {
    return basket.skus().stream().map(Sku::value).collect(Collectors.joining(BETWEEN));
  }
}
