package mercat.recommendations;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.orders.Basket;
import mercat.platform.database.Columns;
import mercat.platform.database.Database;
import mercat.recommendations.domain.Baskets;

/** The baskets as the tables have them, read one statement at a time. */
record StoredBaskets(Database database) implements Baskets {
  private static final String LATEST =
      """
      select order_id, skus from basket
       order by order_id desc
       limit $1::int\
      """;

  private static final String LATEST_WITH =
      """
      select order_id, skus
        from (select distinct latest.order_id
                from unnest($1::text[]) as wanted(sku)
               cross join lateral (select order_id from purchase
                                    where purchase.sku = wanted.sku
                                    order by order_id desc
                                    limit $2::int) latest) found
        join basket using (order_id)
       order by order_id desc\
      """;

  private static final String WITHDRAWN =
      "select sku from withdrawn_product where sku = any($1::text[])";

  @Override
  public List<Basket> latest(int most) {
    return baskets(database.read(LATEST, Tuple.of(most)));
  }

  @Override
  public List<Basket> latestWith(Collection<Sku> skus, int mostOfEach) {
    return baskets(database.read(LATEST_WITH, texts(skus).addInteger(mostOfEach)));
  }

  @Override
  public Set<Sku> withdrawn(Collection<Sku> skus) {
    return database.read(WITHDRAWN, texts(skus)).stream()
        .map(row -> new Sku(row.getString(0)))
        .collect(Collectors.toSet());
  }

  private static Tuple texts(Collection<Sku> skus) {
    return Columns.texts(skus.stream().map(Sku::value).toList());
  }

  private static List<Basket> baskets(RowSet<Row> rows) {
    return rows.stream().map(StoredBaskets::basket).toList();
  }

  private static Basket basket(Row row) {
    return new Basket(
        new OrderId(row.getUUID(0)),
        Arrays.stream(row.getArrayOfStrings(1)).map(Sku::new).toList());
  }
}
