package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** A shop with one unit of a product for each payment token, and what its books say of it. */
record Trade(RunningShop shop, Books books) implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final long PRICE = 1_250;

  static Trade open(Path data, Map<String, String> settings) throws Exception {
    return new Trade(RunningShop.open(data, settings), Books.of(data));
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
    awaitStock(token, "\"onHand\":0,\"reserved\":0,\"available\":0");
  }

  /** Waits until all that is written down about the order is this. */
  void awaitEntries(HttpResponse<String> answer, String... entries) {
    books.awaitEntries(idOf(answer), entries);
  }

  void awaitFree(String token) {
    awaitStock(token, "\"onHand\":1,\"reserved\":0,\"available\":1");
  }

  void awaitHeld(String token) {
    awaitStock(token, "\"onHand\":1,\"reserved\":1,\"available\":0");
  }

  private void awaitStock(String token, String level) {
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(shop.admin("GET", "/v1/admin/stock/" + skuOf(token), "", "").body())
                .contains(level));
  }

  private static String idOf(HttpResponse<String> answer) {
    var found = Pattern.compile("\"id\":\"([^\"]+)\"").matcher(answer.body());
    assertThat(found.find()).as(answer.body()).isTrue();
    return found.group(1);
  }

  private static String skuOf(String token) {
    return token.toUpperCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public void close() throws SQLException {
    books.close();
    shop.close();
  }
}
