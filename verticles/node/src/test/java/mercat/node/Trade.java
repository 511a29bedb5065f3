package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * A shop with one unit of a product for each payment token, and what every party of a trade has
 * written down of it.
 */
record Trade(RunningShop shop) implements AutoCloseable {
  private static final long PRICE = 1_250;

  private static final String OF_ORDER =
      """
      select concat_ws(' ', 'order', o.status, o.reason) from orders.orders o where o.id = $1
      union all
      select 'stock ' || r.state from inventory.reservation r where r.order_id = $1
      union all
      select 'payment ' || p.state from payments.payment p where p.order_id = $1
      union all
      select 'provider ' || c.state from sandbox.charge c where c.order_id = $1
      union all
      select 'ledger ' || g.kind || ' ' || g.account || ' ' || g.amount
      from payments.posting g
      where g.source_id = $1\
      """;

  private static final String UNBALANCED =
      """
      select 'entry ' || source_id || ' ' || kind
      from payments.posting
      group by source_id, kind, currency
      having sum(amount) <> 0
      union all
      select 'account ' || b.account
      from payments.account_balance b
      left join payments.posting g using (account, currency)
      group by b.account, b.currency, b.balance
      having b.balance <> coalesce(sum(g.amount), 0)
      union all
      select 'sum of all accounts in ' || currency
      from payments.account_balance
      group by currency
      having sum(balance) <> 0\
      """;

  static Trade open(Path data, Map<String, String> settings) throws Exception {
    return new Trade(RunningShop.open(data, settings));
  }

  /** Orders the one unit that is there for the token. */
  HttpResponse<String> order(String token) throws Exception {
    shop.sells(skuOf(token), PRICE, 1);
    return repeat(token);
  }

  /** The same order again. */
  HttpResponse<String> repeat(String token) {
    return order("first", token, token);
  }

  /** Another buyer's order of the unit that was there for the first token. */
  HttpResponse<String> orderAfter(String firstToken, String token) {
    return order("second", firstToken, token);
  }

  private HttpResponse<String> order(String key, String skuToken, String token) {
    var email = key + "." + skuToken + "@example.org";
    return shop.order(key, email, skuOf(skuToken), 1, token).join();
  }

  /** Waits until the order's unit is sold, and charged and booked once. */
  void awaitSold(HttpResponse<String> answer, String token) {
    awaitEntries(
        answer,
        "order confirmed",
        "stock committed",
        "payment captured",
        "provider captured",
        "ledger capture provider:sandbox " + PRICE,
        "ledger capture sales -" + PRICE);
    shop.awaitStock(skuOf(token), 0, 0);
  }

  /** Waits until all that is written down about the order is this, in any order. */
  void awaitEntries(HttpResponse<String> answer, String... entries) {
    var orderId = UUID.fromString(RunningShop.id(answer));
    await()
        .atMost(RunningShop.SOON)
        .untilAsserted(() ->
            assertThat(shop.texts(OF_ORDER.replace("$1", "'" + orderId + "'::uuid")))
                .containsExactlyInAnyOrder(entries));
  }

  void requireBalance() throws Exception {
    assertThat(shop.texts(UNBALANCED)).isEmpty();
  }

  void awaitFree(String token) {
    shop.awaitStock(skuOf(token), 1, 0);
  }

  void awaitHeld(String token) {
    shop.awaitStock(skuOf(token), 1, 1);
  }

  private static String skuOf(String token) {
    return token.toUpperCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public void close() {
    shop.close();
  }
}
