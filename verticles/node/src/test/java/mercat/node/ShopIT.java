package mercat.node;

import static mercat.node.RunningShop.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mercat.testkit.HttpReply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole system from outside: every context, real PostgreSQL, real HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShopIT {
  @AutoClose private RunningShop shop;

  @BeforeAll
  void open(@TempDir Path data) throws Exception {
    var settings = Map.of("payments.provider-timeout", "2s", "payments.sandbox-settle", "4s");
    shop = RunningShop.open(data, settings);
  }

  @Test
  void answersTheSameKeyWithTheSameOrder() throws Exception {
    shop.sells("REPEAT", 250, 100);
    var first = shop.order("repeat-1", "a@example.org", "REPEAT", 2, "tok_ok");
    var again = shop.order("repeat-1", "a@example.org", "REPEAT", 2, "tok_ok");
    var other = shop.order("repeat-1", "a@example.org", "REPEAT", 3, "tok_ok");
    first
        .is(201)
        .has("Idempotent-Replayed", "")
        .says("\"total\":{\"amount\":500,\"currency\":\"GBP\"}");
    again.is(201).has("Idempotent-Replayed", "true");
    assertThat(again.at("/id")).isEqualTo(first.at("/id"));
    other.is(422);
    assertThat(other.text()).contains("idempotency_key_reused").doesNotContain(first.at("/id"));
  }

  @Test
  void findsWhatItSellsByWordAndPageByPage() throws Exception {
    shop.sells("SEARCH-1", 100, 1);
    shop.sells("SEARCH-2", 100, 1);
    var found = shop.bearing("", "GET", "/v1/products?q=search&limit=1").is(200);
    assertThat(found.text()).contains("SEARCH-1").doesNotContain("SEARCH-2");
    var next = shop.bearing("", "GET", "/v1/products?q=search&cursor=" + found.at("/next"));
    assertThat(next.text()).contains("SEARCH-2", "\"next\":null").doesNotContain("SEARCH-1");
  }

  @Test
  void makesOneOrderOfFiftyParallelRepeats() throws Exception {
    shop.sells("FIFTY", 100, 100);
    IntFunction<CompletableFuture<HttpReply>> repeat =
        i -> shop.ordering("fifty", "b@example.org", "FIFTY", 1, "tok_ok");
    var answers = RunningShop.decided(50, repeat);
    assertThat(answers).extracting(HttpReply::status).containsOnly(201);
    assertThat(answers)
        .extracting(answer -> answer.at("/id"))
        .containsOnly(answers.getFirst().at("/id"));
    assertThat(answers)
        .filteredOn(answer -> answer.header("Idempotent-Replayed").isEmpty())
        .hasSize(1);
    shop.awaitStock("FIFTY", 99, 0);
  }

  @Test
  void sellsAHundredUnitsToThreeHundredBuyersWhoComeAtOnce() throws Exception {
    shop.sells("DROP", 1999, 100);
    IntFunction<CompletableFuture<HttpReply>> buyer =
        i -> shop.ordering("drop-" + i, "buyer" + i + "@example.org", "DROP", 1, "tok_ok");
    var answers = RunningShop.decided(300, buyer);
    assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(100);
    assertThat(answers).filteredOn(answer -> answer.status() == 409).hasSize(200);
    assertThat(answers.stream().filter(answer -> answer.status() == 409))
        .allSatisfy(answer -> answer.says("out_of_stock", "\"sku\":\"DROP\""));
    shop.awaitStock("DROP", 0, 0);
  }

  @Test
  void confirmsLaterWhatTheProviderDidNotAnswerInTime() throws Exception {
    shop.sells("LATE", 700, 5);
    var pending = shop.order("late-1", "d@example.org", "LATE", 1, "tok_timeout_then_ok").is(202);
    var token = pending.at("/orderToken");
    eventually(() ->
        shop.bearing(token, "GET", "/v1/orders/" + pending.at("/id"))
            .says("\"status\":\"confirmed\"", "\"paymentStatus\":\"captured\""));
    shop.awaitStock("LATE", 4, 0);
  }

  @Test
  void returnsStockAndMoneyOfACancelledOrder() throws Exception {
    shop.sells("CANCEL", 1500, 3);
    var placed = shop.order("cancel-1", "e@example.org", "CANCEL", 2, "tok_ok");
    var path = "/v1/orders/" + placed.at("/id");
    var token = placed.at("/orderToken");
    shop.bearing(token, "POST", path + "/cancel").is(200).says("\"status\":\"cancelled\"");
    shop.awaitStock("CANCEL", 3, 0);
    eventually(() ->
        assertThat(shop.bearing(token, "GET", path).text())
            .containsAnyOf("\"paymentStatus\":\"refunded\"", "\"paymentStatus\":\"voided\""));
  }

  @Test
  void keepsTheLedgerAtZero() throws Exception {
    var balances = shop.admin("GET", "/v1/admin/ledger/balances").text();
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
    shop.awaitReady(200);
    shop.operations("/topology").says("\"orders\"", "breakers");
    shop.operations("/metrics").says("mercat_mailbox_batch_size");
  }

  /** What a person copies who sees Mercat for the first time: nothing is for sale then. */
  @ParameterizedTest
  @ValueSource(strings = {"the first page", "README.md"})
  void takesTheFirstOrderOfAnEmptyShopAsItIsWrittenDown(String where, @TempDir Path home)
      throws Exception {
    try (var empty = RunningShop.open(Files.createDirectory(home.resolve(".mercat")))) {
      var page = empty.get("/").is(200).text();
      var text = Files.readString(Path.of("../../README.md"));
      var order = Pattern.compile("```\\n(TOKEN=.+?)```", Pattern.DOTALL).matcher(text);
      assertThat(order.find()).isTrue();
      var commands =
          where.equals("README.md")
              ? order.group(1).replace("localhost:8080", "localhost:" + empty.port())
              : Pattern.compile("<pre>(.+?)</pre>", Pattern.DOTALL)
                  .matcher(page)
                  .results()
                  .map(written -> written.group(1))
                  .collect(Collectors.joining("\n"));
      var shell = new ProcessBuilder("bash", "-c", commands);
      shell.environment().put("HOME", home.toString());
      var said = home.resolve("said");
      var process =
          shell.redirectOutput(said.toFile()).redirectError(home.resolve("err").toFile()).start();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(said)
          .content()
          .contains("HTTP/1.1 201 Created", "\"status\":\"confirmed\"", "\"orderToken\":");
      empty.awaitStock("85123A", 94, 0);
    }
  }
}
