package mercat.recommendations;

import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import mercat.contracts.Event;
import mercat.contracts.catalog.ProductPublished;
import mercat.contracts.catalog.ProductWithdrawn;
import mercat.contracts.log.LogEntry;
import mercat.platform.database.Columns;
import mercat.platform.database.Tx;
import mercat.platform.log.Follower;

/** Follows the catalog: what is withdrawn is not recommended. */
record AssortmentFollower() implements Follower {
  private static final String WITHDRAW =
      """
      insert into withdrawn_product (sku) select sku from unnest($1::text[]) as withdrawn(sku)
       order by sku
      on conflict do nothing\
      """;

  private static final String PUBLISH = "delete from withdrawn_product where sku = any($1::text[])";

  private static final String EMPTY = "truncate withdrawn_product";

  @Override
  public Set<Class<? extends Event>> applies() {
    return Set.of(ProductWithdrawn.class, ProductPublished.class);
  }

  /** The last of several events of a product counts. */
  @Override
  public void apply(Tx tx, List<LogEntry> entries) {
    var withdrawn = new TreeSet<String>();
    var published = new TreeSet<String>();
    for (var entry : entries) {
      switch (entry.event()) {
        case ProductWithdrawn event -> move(event.sku().value(), published, withdrawn);
        case ProductPublished event -> move(event.sku().value(), withdrawn, published);
        default -> throw new IllegalStateException("not followed: " + entry.event());
      }
    }
    if (!published.isEmpty()) {
      tx.send(PUBLISH, Columns.texts(published));
    }
    if (!withdrawn.isEmpty()) {
      tx.send(WITHDRAW, Columns.texts(withdrawn));
    }
  }

  private static void move(String sku, Set<String> from, Set<String> to) {
    from.remove(sku);
    to.add(sku);
  }

  @Override
  public void forget(Tx tx) {
    tx.send(EMPTY, Tuple.tuple());
  }
}
