package mercat.recommendations;

import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import mercat.contracts.Sku;
import mercat.contracts.orders.Basket;
import mercat.platform.database.Columns;
import mercat.platform.database.Tx;

/** Writes baskets, each under its order's id: once more changes nothing. */
final class BasketStore {
  /** No SKU holds a comma. */
  private static final String BETWEEN = ",";

  /**
   * Held by whoever writes what customers bought, and by whoever erases a customer alone. So an
   * order that is heard of amid an erasure is noted before its rows are deleted, or not at all.
   */
  private static final String OWNERS_LOCK =
      "(hashtextextended(current_schema || '.own_basket', 0))";

  private static final String SHARE_OWNERS =
      "select 1 from pg_advisory_xact_lock_shared" + OWNERS_LOCK;
  private static final String LOCK_OWNERS = "select 1 from pg_advisory_xact_lock" + OWNERS_LOCK;

  /** Nothing is noted of whoever is erased. */
  private static final String ADD_OWN =
      """
      insert into own_basket (account, order_id, skus)
      select account, order_id, string_to_array(skus, ',')
        from unnest($1::uuid[], $2::uuid[], $3::text[]) as bought(account, order_id, skus)
       where not exists (select from profile where profile.account = bought.account and is_erased)
       order by account, order_id
      on conflict do nothing\
      """;

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

  private static final String REMOVE_OWN =
      """
      delete from own_basket
       using (select account, order_id
                from own_basket
                join unnest($1::uuid[], $2::uuid[]) as cancelled(account, order_id)
               using (account, order_id)
               order by account, order_id
                 for update of own_basket) gone
       where own_basket.account = gone.account and own_basket.order_id = gone.order_id\
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

  private static final String ERASE = "delete from own_basket where account = any($1::uuid[])";

  private static final String EMPTY = "truncate basket, own_basket, purchase";

  /** Keeps what customers bought, and what anybody bought together. */
  void add(Tx tx, Collection<Basket> baskets) {
    var owned = owned(baskets);
    if (!owned.isEmpty()) {
      tx.send(SHARE_OWNERS, Tuple.tuple());
      tx.send(ADD_OWN, keys(owned).text(BasketStore::skus).tuple());
    }
    var together = baskets.stream().filter(basket -> basket.skus().size() > 1).toList();
    if (!together.isEmpty()) {
      tx.send(
          ADD,
          Columns.of(together)
              .uuid(basket -> basket.orderId().value())
              .text(BasketStore::skus)
              .tuple());
    }
  }

  /** Removes what was kept of these, in whatever part. */
  void remove(Tx tx, Collection<Basket> baskets) {
    var owned = owned(baskets);
    if (!owned.isEmpty()) {
      tx.send(SHARE_OWNERS, Tuple.tuple());
      tx.send(REMOVE_OWN, keys(owned).tuple());
    }
    tx.send(REMOVE, Columns.uuids(baskets.stream().map(it -> it.orderId().value()).toList()));
  }

  /** Waits for those who write what customers bought, and lets those who come later wait. */
  void lockOwners(Tx tx) {
    tx.send(LOCK_OWNERS, Tuple.tuple());
  }

  /** Leaves nothing of what these accounts bought but what was bought together, as of nobody. */
  void erase(Tx tx, Collection<UUID> accounts) {
    tx.send(ERASE, Columns.uuids(accounts));
  }

  void empty(Tx tx) {
    tx.send(EMPTY, Tuple.tuple());
  }

  private static List<Basket> owned(Collection<Basket> baskets) {
    return baskets.stream().filter(basket -> basket.accountId() != null).toList();
  }

  private static Columns<Basket> keys(List<Basket> owned) {
    return Columns.of(owned).uuid(Basket::accountId).uuid(basket -> basket.orderId().value());
  }

  private static String skus(Basket basket) {
    return basket.skus().stream().map(Sku::value).collect(Collectors.joining(BETWEEN));
  }
}
