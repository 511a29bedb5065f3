package mercat.orders;

import io.vertx.sqlclient.Row;
import java.util.Arrays;
import java.util.UUID;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.orders.Basket;
import mercat.contracts.orders.FindBaskets;
import mercat.orders.domain.Digests;
import mercat.platform.Call;
import mercat.platform.RequestHandler;
import mercat.platform.database.Columns;
import mercat.platform.database.Database;
import org.jspecify.annotations.Nullable;

/** Tells those who follow orders what was bought together. */
record BasketReader(Database database) implements RequestHandler<FindBaskets, FindBaskets.Found> {
  private static final String READ =
      """
      select id, account, claim, idempotency_key,
             array(select line ->> 'sku'
                     from json_array_elements(lines) with ordinality as numbered(line, place)
                    order by place
                    limit $2::int)
        from orders
       where id = any($1::uuid[])\
      """;

  @Override
  public FindBaskets.Found handle(FindBaskets request, Call call) {
    var wanted =
        Columns.uuids(request.orderIds().stream().map(OrderId::value).toList())
            .addInteger(Basket.SKUS_MAX);
    return new FindBaskets.Found(
        database.read(READ, wanted).stream().map(BasketReader::basket).toList());
  }

  private static Basket basket(Row row) {
    return new Basket(
        new OrderId(row.getUUID(0)),
        placedBy(row.getUUID(1), row.getUUID(2), row.getString(3)),
        Arrays.stream(row.getArrayOfStrings(4)).map(Sku::new).toList());
  }

  /**
   * The account that placed the order, so that whoever asks again hears the same: an order that a
   * guest placed and claimed later is not made of the account, and an erased order's key is gone.
   */
  private static @Nullable UUID placedBy(@Nullable UUID account, UUID claim, String key) {
    return account != null && Digests.claim(Digests.customer(account), key).equals(claim)
        ? account
        : null;
  }
}
