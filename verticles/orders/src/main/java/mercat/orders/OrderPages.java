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
  /** Orders stand where a percent sign is. A page ends early where its lines weigh too much. */
  private static final String PAGE =
      "select o.found, "
          + OrderRows.ORDER_AND_BUYER
          + """

          from (select o.*, count(*) over () as found,
                       sum(octet_length(lines::text)) over (order by id desc) - octet_length(lines::text) as ahead
                  from (%s
                         order by id desc
                         limit $1::int + 1) o) o
          where o.ahead <= $2::int
          order by o.id desc
          limit $1::int\
          """;

  private static final String ANY = "select * from orders where true%s";

  /** Those that staff searches for. */
  ListOrders.Found search(SearchOrders request) {
    var status = request.status();
    var number = request.number();
    var email = request.email();
    var before = request.before();
    var parameters = Tuple.of(request.limit(), Page.BYTES_MAX);
    if (email != null) {
      parameters.addBuffer(Buffer.buffer(Digests.buyer(email)));
    }
    var conditions =
        and("status = $%d::text", status == null ? null : EnumText.of(status), parameters)
            + and(
                "number = $%d::bigint",
                number == null ? null : OrderRows.number(number), parameters)
            + and("id < $%d::uuid", before == null ? null : before.value(), parameters);
    var orders = email == null ? ANY.formatted(conditions) : byEmail(conditions);
    var page = database.read(PAGE.formatted(orders), parameters);
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
    var page = database.read(PAGE.formatted(ANY.formatted(conditions)), parameters);
    return new ListOwnOrders.Found(page.stream().map(OrderRows::own).toList(), isMoreBehind(page));
  }

  /** By e-mail, $3: guests have an index of their own, customers are found by their accounts. */
  private static String byEmail(String conditions) {
    return """
    select *
      from ((select * from orders
              where buyer = $3::bytea and account is null%1$s
              order by id desc
              limit $1::int + 1)
            union all
            (select own.*
               from customer_email known
              cross join lateral (select * from orders
                                   where account = known.account and buyer = known.buyer%1$s
                                   order by id desc
                                   limit $1::int + 1) own
              where known.buyer = $3::bytea)
            union all
            (select * from orders o
              where %2$s
                and buyer = $3::bytea and account is not null%1$s
                and not exists (select from customer_email known
                                 where known.buyer = o.buyer and known.account = o.account))) found\
    """
        .formatted(conditions, CustomerEmails.IS_AHEAD);
  }

  private static boolean isMoreBehind(RowSet<Row> page) {
    return page.size() > 0 && page.iterator().next().getLong("found") > page.size();
  }
}
