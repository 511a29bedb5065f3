package mercat.orders;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.orders.Basket;
import mercat.contracts.orders.FindBaskets;
import mercat.contracts.orders.FindOwnBaskets;
import mercat.platform.Call;
import mercat.platform.database.Columns;
import mercat.platform.database.Database;

/** Tells what was bought: to followers of orders by the orders' ids, to customers their own. */
record BasketReader(Database database) {
  /** Of a customer's orders so many are looked at, whatever became of them. */
  static final int OWN_ORDERS = 100;

  private static final String BASKET =
      """
      select id,
             array(select line ->> 'sku'
                     from json_array_elements(lines) with ordinality as numbered(line, place)
                    order by place
                    limit $2::int)
        from\
      """;

  private static final String BY_ID = BASKET + " orders where id = any($1::uuid[])";

  private static final String OWN =
      BASKET
          + """
           (select id, status, lines from orders
               where account = $1::uuid
               order by id desc
               limit $3::int) latest
           where status in ('confirmed', 'closed')
           order by id desc
           limit $4::int\
          """;

  FindBaskets.Found byId(FindBaskets request, Call call) {
    var ids = Columns.uuids(request.orderIds().stream().map(OrderId::value).toList());
    return found(database.read(BY_ID, ids.addInteger(Basket.SKUS_MAX)));
  }

  FindBaskets.Found own(FindOwnBaskets request, Call call) {
    var account = call.actor().requireCustomer();
    return found(
        database.read(OWN, Tuple.of(account, Basket.SKUS_MAX, OWN_ORDERS, request.limit())));
  }

  private static FindBaskets.Found found(RowSet<Row> rows) {
    return new FindBaskets.Found(rows.stream().map(BasketReader::basket).toList());
  }

  private static Basket basket(Row row) {
    return new Basket(
        new OrderId(row.getUUID(0)),
        Arrays.stream(row.getArrayOfStrings(1)).map(Sku::new).toList());
  }
}
