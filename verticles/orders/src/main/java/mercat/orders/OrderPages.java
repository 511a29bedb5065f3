package mercat.orders;

import static mercat.platform.database.Conditions.and;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import mercat.contracts.Page;
import mercat.contracts.orders.ListOrders;
import mercat.contracts.orders.ListOwnOrders;
import mercat.contracts.orders.SearchOrders;
import mercat.orders.domain.Digests;
import mercat.platform.EnumText;
import mercat.platform.database.Database;

/**
 * Pages of orders, newest first. What is not asked for stands in no condition: only so is an index
 * used.
 */
record OrderPages(Database database) {
  /** Conditions stand where a percent sign is. A page ends early where its lines weigh too much. */
  private static final String PAGE =
      "select o.found, "
          + OrderRows.ORDER_AND_BUYER
          + """

          from (select o.*, count(*) over () as found,
                       sum(octet_length(lines::text)) over (order by id desc) - octet_length(lines::text) as ahead
                  from (select *
                          from orders
                         where true%s
                         order by id desc
                         limit $1::int + 1) o) o
          where o.ahead <= $2::int
          order by o.id desc
          limit $1::int\
          """;

  /** Those that staff searches for. */
  ListOrders.Found search(SearchOrders request) {
    var status = request.status();
    var number = request.number();
    var email = request.email();
    var before = request.before();
    var parameters = Tuple.of(request.limit(), Page.BYTES_MAX);
    var conditions =
        and("status = $%d::text", status == null ? null : EnumText.of(status), parameters)
            + and(
                "number = $%d::bigint",
                number == null ? null : OrderRows.number(number), parameters)
            + and(
                "buyer = $%d::bytea",
                email == null ? null : Buffer.buffer(Digests.buyer(email)), parameters)
            + and("id < $%d::uuid", before == null ? null : before.value(), parameters);
    var page = read(conditions, parameters);
    return new ListOrders.Found(
        OrderRows.orders(page).stream().map(StoredOrder::order).toList(), isMoreBehind(page));
  }

  /** A customer's own. */
  ListOwnOrders.Found own(UUID account, ListOwnOrders request) {
    var before = request.before();
    var parameters = Tuple.of(request.limit(), Page.BYTES_MAX);
    var conditions =
        and("account = $%d::uuid", account, parameters)
            + and("id < $%d::uuid", before == null ? null : before.value(), parameters);
    var page = read(conditions, parameters);
    return new ListOwnOrders.Found(page.stream().map(OrderRows::own).toList(), isMoreBehind(page));
  }

  private RowSet<Row> read(String conditions, Tuple parameters) {
    return database.read(PAGE.formatted(conditions), parameters);
  }

  private static boolean isMoreBehind(RowSet<Row> page) {
    return page.size() > 0 && page.iterator().next().getLong("found") > page.size();
  }
}
