package mercat.node;

import static mercat.node.RunningShop.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import mercat.testkit.HttpReply;
import mercat.verify.Verify;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
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
    @AutoClose private RunningShop shop;

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

    HttpReply order(String token) throws Exception {
      shop.sells(skuOf(token), PRICE, 1);
      return repeat(token);
    }

    HttpReply repeat(String token) {
      return order("first", token, token);
    }

    /** Another buyer's order of the unit that was there for the first token. */
    HttpReply orderAfter(String firstToken, String token) {
      return order("second", firstToken, token);
    }

    private HttpReply order(String key, String skuToken, String token) {
      var email = key + "." + skuToken + "@example.org";
      return shop.order(key, email, skuOf(skuToken), 1, token);
    }

    /** Waits until the order's unit is sold, and charged and booked once. */
    void awaitSold(HttpReply answer, String token) {
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
    void awaitEntries(HttpReply answer, String... entries) {
      var orderId = UUID.fromString(answer.at("/id"));
      eventually(() ->
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
      super(Map.of("payments.provider-timeout", "2s", "payments.sandbox-settle", "4s"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tok_ok", "tok_slow"})
    void sellsAtOnce(String token) throws Exception {
      awaitSold(order(token).is(201).says("\"status\":\"confirmed\""), token);
    }

    @ParameterizedTest
    @CsvSource({"tok_declined, card_declined", "tok_insufficient, insufficient_funds"})
    void refusesAtOnceAndFreesTheStock(String token, String reason) throws Exception {
      order(token).is(402, "payment_declined").says(reason);
      awaitFree(token);
      repeat(token).is(402).has("Idempotent-Replayed", "true");
      orderAfter(token, "tok_ok").is(201);
    }

    @Test
    void confirmsLaterAndChargesOnceWhatTheProviderDidInSilence() throws Exception {
      awaitSold(order("tok_timeout_then_ok").is(202), "tok_timeout_then_ok");
    }

    @Test
    void rejectsLaterAndFreesTheStockWhenTheProviderDeclinedInSilence() throws Exception {
      awaitEntries(
          order("tok_timeout_then_declined").is(202),
          "order rejected payment_declined",
          "stock released",
          "payment declined",
          "provider declined");
      awaitFree("tok_timeout_then_declined");
    }

    @Test
    void keepsTheOrderWhileTheProviderIsOutOfReach() throws Exception {
      assertThat(order("tok_unavailable").status()).isIn(202, 503);
      repeat("tok_unavailable").is(202).says("\"status\":\"pending\"");
      awaitHeld("tok_unavailable");
    }
  }

  /** Orders whose deadline passes before the provider tells. */
  @Nested
  class TooLate extends Trades {
    TooLate() {
      super(
          Map.of(
              "payments.provider-timeout", "300ms",
              "payments.sandbox-settle", "4s",
              "orders.payment-deadline", "1s"));
    }

    /** A charge is dropped once it is known, and one that never arrived is forbidden. */
    @ParameterizedTest
    @CsvSource({
      "tok_timeout_then_ok, voided",
      "tok_timeout_then_declined, declined",
      "tok_unavailable, voided"
    })
    void rejectsAtTheDeadlineAndTakesNothing(String token, String end) throws Exception {
      awaitEntries(
          order(token).is(202),
          "order rejected payment_unresolved",
          "stock released",
          "payment " + end,
          "provider " + end);
      awaitFree(token);
    }
  }
}
