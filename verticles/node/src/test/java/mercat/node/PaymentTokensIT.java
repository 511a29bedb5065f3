package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
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
  /** Orders that are given all the time they need. */
  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class InTime {
    private Trade trade;

    @BeforeAll
    void open(@TempDir Path data) throws Exception {
      trade = Trade.open(data, Map.of());
    }

    @AfterEach
    void balances() throws Exception {
      trade.requireBalance();
    }

    @AfterAll
    void close() {
      trade.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tok_ok", "tok_slow"})
    void sellsAtOnce(String token) throws Exception {
      var answer = trade.order(token);
      assertThat(answer.statusCode()).isEqualTo(201);
      assertThat(answer.body()).contains("\"status\":\"confirmed\"");
      trade.awaitSold(answer, token);
    }

    @ParameterizedTest
    @CsvSource({"tok_declined, card_declined", "tok_insufficient, insufficient_funds"})
    void refusesAtOnceAndFreesTheStock(String token, String reason) throws Exception {
      var answer = trade.order(token);
      assertThat(answer.statusCode()).isEqualTo(402);
      assertThat(answer.body()).contains("payment_declined").contains(reason);
      trade.awaitFree(token);
      assertThat(trade.orderAfter(token, "tok_ok").statusCode()).isEqualTo(201);
    }

    @Test
    void confirmsLaterAndChargesOnceWhatTheProviderDidInSilence() throws Exception {
      var answer = trade.order("tok_timeout_then_ok");
      assertThat(answer.statusCode()).isEqualTo(202);
      trade.awaitSold(answer, "tok_timeout_then_ok");
    }

    @Test
    void rejectsLaterAndFreesTheStockWhenTheProviderDeclinedInSilence() throws Exception {
      var answer = trade.order("tok_timeout_then_declined");
      assertThat(answer.statusCode()).isEqualTo(202);
      trade.awaitEntries(
          answer,
          "order rejected payment_declined",
          "stock released",
          "payment declined",
          "provider declined");
      trade.awaitFree("tok_timeout_then_declined");
    }

    @Test
    void keepsTheOrderWhileTheProviderIsOutOfReach() throws Exception {
      assertThat(trade.order("tok_unavailable").statusCode()).isIn(202, 503);
      var again = trade.repeat("tok_unavailable");
      assertThat(again.statusCode()).isEqualTo(202);
      assertThat(again.body()).contains("\"status\":\"pending\"");
      trade.awaitHeld("tok_unavailable");
    }
  }

  /** Orders whose deadline passes before the provider tells. */
  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class TooLate {
    private Trade trade;

    @BeforeAll
    void open(@TempDir Path data) throws Exception {
      trade =
          Trade.open(
              data, Map.of("orders.payment-deadline", "1s", "payments.sandbox-settle", "4s"));
    }

    @AfterEach
    void balances() throws Exception {
      trade.requireBalance();
    }

    @AfterAll
    void close() {
      trade.close();
    }

    @Test
    void rejectsAtTheDeadlineAndDropsTheChargeOnceItIsKnown() throws Exception {
      var answer = trade.order("tok_timeout_then_ok");
      assertThat(answer.statusCode()).isEqualTo(202);
      trade.awaitEntries(
          answer,
          "order rejected payment_unresolved",
          "stock released",
          "payment voided",
          "provider voided");
      trade.awaitFree("tok_timeout_then_ok");
    }

    @Test
    void rejectsAtTheDeadlineWhatIsDeclinedAfterwards() throws Exception {
      var answer = trade.order("tok_timeout_then_declined");
      assertThat(answer.statusCode()).isEqualTo(202);
      trade.awaitEntries(
          answer,
          "order rejected payment_unresolved",
          "stock released",
          "payment declined",
          "provider declined");
      trade.awaitFree("tok_timeout_then_declined");
    }

    @Test
    void rejectsAtTheDeadlineAndForbidsTheChargeThatNeverArrived() throws Exception {
      var answer = trade.order("tok_unavailable");
      assertThat(answer.statusCode()).isEqualTo(202);
      trade.awaitEntries(
          answer,
          "order rejected payment_unresolved",
          "stock released",
          "payment voided",
          "provider voided");
      trade.awaitFree("tok_unavailable");
    }
  }
}
