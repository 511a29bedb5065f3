package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import mercat.verify.Verify;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every token of the sandbox, driven over HTTP to its end, of which all books must tell alike. */
class PaymentTokensIT {
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

  /**
   * A shop with one unit of a product for each payment token, and what every party of a trade has
   * written down of it.
   */
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  abstract static class Trades {
    private final Map<String, String> settings;
    private RunningShop shop;

    Trades(Map<String, String> settings) {
      this.settings = settings;
    }

    @BeforeAll
    void open(@TempDir Path data) throws Exception {
      shop = RunningShop.open(data, settings);
    }

    /** Stock and ledger add up, whatever is under way. */
    @AfterEach
    void balances() {
      assertThat(Verify.now(shop.database()).broken()).isEmpty();
    }

    @AfterAll
    void close() {
      shop.close();
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

    void awaitFree(String token) {
      shop.awaitStock(skuOf(token), 1, 0);
    }

    void awaitHeld(String token) {
      shop.awaitStock(skuOf(token), 1, 1);
    }

    private static String skuOf(String token) {
      return token.toUpperCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Orders that are given all the time they need. */
  @Nested
  class InTime extends Trades {
    InTime() {
      super(Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tok_ok", "tok_slow"})
    void sellsAtOnce(String token) throws Exception {
      var answer = order(token);
      assertThat(answer.statusCode()).isEqualTo(201);
      assertThat(answer.body()).contains("\"status\":\"confirmed\"");
      awaitSold(answer, token);
    }

    @ParameterizedTest
    @CsvSource({"tok_declined, card_declined", "tok_insufficient, insufficient_funds"})
    void refusesAtOnceAndFreesTheStock(String token, String reason) throws Exception {
      var answer = order(token);
      assertThat(answer.statusCode()).isEqualTo(402);
      assertThat(answer.body()).contains("payment_declined").contains(reason);
      awaitFree(token);
      var again = repeat(token);
      assertThat(again.statusCode()).isEqualTo(402);
      assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
      assertThat(orderAfter(token, "tok_ok").statusCode()).isEqualTo(201);
    }

    @Test
    void confirmsLaterAndChargesOnceWhatTheProviderDidInSilence() throws Exception {
      var answer = order("tok_timeout_then_ok");
      assertThat(answer.statusCode()).isEqualTo(202);
      awaitSold(answer, "tok_timeout_then_ok");
    }

    @Test
    void rejectsLaterAndFreesTheStockWhenTheProviderDeclinedInSilence() throws Exception {
      var answer = order("tok_timeout_then_declined");
      assertThat(answer.statusCode()).isEqualTo(202);
      awaitEntries(
          answer,
          "order rejected payment_declined",
          "stock released",
          "payment declined",
          "provider declined");
      awaitFree("tok_timeout_then_declined");
    }

    @Test
    void keepsTheOrderWhileTheProviderIsOutOfReach() throws Exception {
      assertThat(order("tok_unavailable").statusCode()).isIn(202, 503);
      var again = repeat("tok_unavailable");
      assertThat(again.statusCode()).isEqualTo(202);
      assertThat(again.body()).contains("\"status\":\"pending\"");
      awaitHeld("tok_unavailable");
    }
  }

  /** Orders whose deadline passes before the provider tells. */
  @Nested
  class TooLate extends Trades {
    TooLate() {
      super(Map.of("orders.payment-deadline", "1s", "payments.sandbox-settle", "4s"));
    }

    /** A charge is dropped once it is known, and one that never arrived is forbidden. */
    @ParameterizedTest
    @CsvSource({
      "tok_timeout_then_ok, voided",
      "tok_timeout_then_declined, declined",
      "tok_unavailable, voided"
    })
    void rejectsAtTheDeadlineAndTakesNothing(String token, String end) throws Exception {
      var answer = order(token);
      assertThat(answer.statusCode()).isEqualTo(202);
      awaitEntries(
          answer,
          "order rejected payment_unresolved",
          "stock released",
          "payment " + end,
          "provider " + end);
      awaitFree(token);
    }
  }
}
