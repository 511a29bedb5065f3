package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The whole system from outside: every context, real PostgreSQL, real HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShopIT {
  private RunningShop shop;

  @BeforeAll
  void open(@TempDir Path data) throws Exception {
    shop = RunningShop.open(data);
  }

  @AfterAll
  void close() {
    shop.close();
  }

  @Test
  void answersTheSameKeyWithTheSameOrder() throws Exception {
    shop.sells("REPEAT", 250, 100);
    var first = shop.order("repeat-1", "a@example.org", "REPEAT", 2, "tok_ok").join();
    var again = shop.order("repeat-1", "a@example.org", "REPEAT", 2, "tok_ok").join();
    var other = shop.order("repeat-1", "a@example.org", "REPEAT", 3, "tok_ok").join();
    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
    assertThat(first.body()).contains("\"total\":{\"amount\":500,\"currency\":\"GBP\"}");
    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertThat(RunningShop.id(again)).isEqualTo(RunningShop.id(first));
    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(other.body())
        .contains("idempotency_key_reused")
        .doesNotContain(RunningShop.id(first));
  }

  @Test
  void findsWhatItSellsByWordAndPageByPage() throws Exception {
    shop.sells("SEARCH-1", 100, 1);
    shop.sells("SEARCH-2", 100, 1);
    var found = shop.bearing("", "GET", "/v1/products?q=search&limit=1");
    assertThat(found.statusCode()).isEqualTo(200);
    assertThat(found.body()).contains("SEARCH-1").doesNotContain("SEARCH-2");
    var next =
        shop.bearing("", "GET", "/v1/products?q=search&cursor=" + RunningShop.field(found, "next"));
    assertThat(next.body()).contains("SEARCH-2", "\"next\":null").doesNotContain("SEARCH-1");
  }

  @Test
  void makesOneOrderOfFiftyParallelRepeats() throws Exception {
    shop.sells("FIFTY", 100, 100);
    var answers = all(50, i -> shop.order("fifty", "b@example.org", "FIFTY", 1, "tok_ok"));
    assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(201);
    assertThat(answers)
        .extracting(RunningShop::id)
        .containsOnly(RunningShop.id(answers.getFirst()));
    assertThat(answers)
        .filteredOn(answer -> answer.headers().firstValue("Idempotent-Replayed").isEmpty())
        .hasSize(1);
    shop.awaitStock("FIFTY", 99, 0);
  }

  @Test
  void sellsAHundredUnitsToThreeHundredBuyersWhoComeAtOnce() throws Exception {
    shop.sells("DROP", 1999, 100);
    var answers =
        all(300, i -> shop.order("drop-" + i, "buyer" + i + "@example.org", "DROP", 1, "tok_ok"));
    assertThat(answers).filteredOn(answer -> answer.statusCode() == 201).hasSize(100);
    assertThat(answers).filteredOn(answer -> answer.statusCode() == 409).hasSize(200);
    assertThat(answers.stream().filter(answer -> answer.statusCode() == 409))
        .allSatisfy(answer ->
            assertThat(answer.body()).contains("out_of_stock").contains("\"sku\":\"DROP\""));
    shop.awaitStock("DROP", 0, 0);
  }

  @Test
  void confirmsLaterWhatTheProviderDidNotAnswerInTime() throws Exception {
    shop.sells("LATE", 700, 5);
    var pending = shop.order("late-1", "d@example.org", "LATE", 1, "tok_timeout_then_ok").join();
    assertThat(pending.statusCode()).isEqualTo(202);
    var token = token(pending);
    await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(() ->
            assertThat(shop.bearing(token, "GET", "/v1/orders/" + RunningShop.id(pending)).body())
                .contains("\"status\":\"confirmed\"")
                .contains("\"paymentStatus\":\"captured\""));
    shop.awaitStock("LATE", 4, 0);
  }

  @Test
  void returnsStockAndMoneyOfACancelledOrder() throws Exception {
    shop.sells("CANCEL", 1500, 3);
    var placed = shop.order("cancel-1", "e@example.org", "CANCEL", 2, "tok_ok").join();
    var path = "/v1/orders/" + RunningShop.id(placed);
    var cancelled = shop.bearing(token(placed), "POST", path + "/cancel");
    assertThat(cancelled.statusCode()).isEqualTo(200);
    assertThat(cancelled.body()).contains("\"status\":\"cancelled\"");
    shop.awaitStock("CANCEL", 3, 0);
    await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(() ->
            assertThat(shop.bearing(token(placed), "GET", path).body())
                .containsAnyOf("\"paymentStatus\":\"refunded\"", "\"paymentStatus\":\"voided\""));
  }

  @Test
  void keepsTheLedgerAtZero() throws Exception {
    var balances = shop.admin("GET", "/v1/admin/ledger/balances", "", "").body();
    long sum =
        Pattern.compile("\"amount\":(-?\\d+)")
            .matcher(balances)
            .results()
            .mapToLong(amount -> Long.parseLong(amount.group(1)))
            .sum();
    assertThat(sum).isZero();
  }

  @Test
  void tellsWhatRunsWhere() throws Exception {
    assertThat(shop.operations("/health/ready").statusCode()).isEqualTo(200);
    assertThat(shop.operations("/topology").body()).contains("\"orders\"").contains("breakers");
    assertThat(shop.operations("/metrics").body()).contains("mercat_mailbox_batch_size");
  }

  private static List<HttpResponse<String>> all(
      int times, IntFunction<CompletableFuture<HttpResponse<String>>> request) {
    var sent = IntStream.range(0, times).mapToObj(request).toList();
    return sent.stream().map(CompletableFuture::join).toList();
  }

  private static String token(HttpResponse<String> answer) {
    return RunningShop.field(answer, "orderToken");
  }
}
