package mercat.node;

import static mercat.node.RunningShop.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mercat.testkit.HttpReply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Coupons from outside: every context, real PostgreSQL, real HTTP. In the end {@code verify}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CouponIT {
  private Path data;
  private RunningShop shop;

  @BeforeAll
  void open(@TempDir Path folder) throws Exception {
    data = folder;
    shop = RunningShop.open(folder);
  }

  @AfterAll
  void verify() {
    try {
      var verified = Main.commandLine().execute("verify", "--data=" + data, "--quiet");
      assertThat(verified).as("verify").isZero();
    } finally {
      shop.close();
    }
  }

  @Test
  void takesOffWhatItSaysOfQuoteOrderAndPayment() throws Exception {
    shop.sells("CUP", 333, 10);
    coupon("third-off", "\"percent\":33").is(201).says("\"code\":\"THIRD-OFF\"");
    var quote =
        shop.send(
            "POST",
            "/v1/quotes",
            "{\"lines\":[{\"sku\":\"CUP\",\"quantity\":2}],\"coupon\":\"Third-Off\"}",
            List.of("Content-Type", "application/json"));
    quote.is(200);
    assertThat(quote.at("/discount/amount")).isEqualTo("220");
    assertThat(quote.at("/total/amount")).isEqualTo("446");
    var placed = order("third-1", "a@example.org", "CUP", 2, "tok_ok", "third-off").is(201);
    assertThat(placed.at("/coupon")).isEqualTo("THIRD-OFF");
    assertThat(placed.at("/total/amount")).isEqualTo("446");
    assertThat(placed.at("/lines/0/discount/amount")).isEqualTo("220");
    var charged =
        "select amount::text from sandbox.charge where order_id = '%s'".formatted(placed.at("/id"));
    assertThat(shop.texts(charged)).containsExactly("446");
    order("third-1", "a@example.org", "CUP", 2, "tok_ok", "other")
        .is(422, "idempotency_key_reused");
    shop.order("third-1", "a@example.org", "CUP", 2, "tok_ok").is(422, "idempotency_key_reused");
  }

  @Test
  void redeemsFiftyOfTwoHundredParallelOrders() throws Exception {
    shop.sells("STORM", 1_000, 500);
    coupon("STORM", "\"percent\":10,\"limit\":50").is(201);
    var answers =
        RunningShop.decided(
            200,
            i ->
                shop.ordering(
                    "storm-" + i, "b" + i + "@example.org", "STORM", 1, "tok_ok", "STORM"));
    assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(50);
    assertThat(answers)
        .filteredOn(answer -> answer.status() != 201)
        .hasSize(150)
        .allSatisfy(answer -> answer.is(409, "coupon_exhausted"));
    assertThat(used("STORM")).isEqualTo("50");
    var confirmed =
        "select count(*)::text from orders.orders where coupon = 'STORM' and status = 'confirmed'";
    assertThat(shop.texts(confirmed)).containsExactly("50");
    shop.awaitStock("STORM", 450, 0);
  }

  @Test
  void givesEachBuyerThreeUnderTheSameStorm() throws Exception {
    shop.sells("EACH", 1_000, 500);
    coupon("EACH", "\"percent\":10,\"limit\":50,\"limitPerCustomer\":3").is(201);
    var answers =
        RunningShop.decided(
            200,
            i ->
                shop.ordering(
                    "each-" + i, "c" + i % 10 + "@example.org", "EACH", 1, "tok_ok", "EACH"));
    var served =
        IntStream.range(0, 200)
            .filter(i -> answers.get(i).status() == 201)
            .boxed()
            .collect(Collectors.groupingBy(i -> i % 10, Collectors.counting()));
    assertThat(served).hasSize(10);
    assertThat(served.values()).containsOnly(3L);
    assertThat(answers)
        .filteredOn(answer -> answer.status() != 201)
        .allSatisfy(answer -> answer.is(409, "coupon_limit_reached").says("\"orderToken\":"));
    assertThat(used("EACH")).isEqualTo("30");
  }

  @Test
  void givesBackWhatDeclinedAndCancelledOrdersUsed() throws Exception {
    shop.sells("BACK", 1_000, 500);
    coupon("BACK", "\"amount\":{\"amount\":250,\"currency\":\"GBP\"},\"limit\":1").is(201);
    order("back-1", "d@example.org", "BACK", 1, "tok_declined", "BACK").is(402);
    awaitUsed("BACK", 0);
    var placed = order("back-2", "d@example.org", "BACK", 1, "tok_ok", "BACK").is(201);
    assertThat(placed.at("/total/amount")).isEqualTo("750");
    order("back-3", "e@example.org", "BACK", 1, "tok_ok", "BACK").is(409, "coupon_exhausted");
    shop.bearing(placed.at("/orderToken"), "POST", "/v1/orders/" + placed.at("/id") + "/cancel")
        .is(200);
    awaitUsed("BACK", 0);
    order("back-4", "e@example.org", "BACK", 1, "tok_ok", "BACK").is(201);
    assertThat(used("BACK")).isEqualTo("1");
  }

  @Test
  void refusesWhatIsUnknownOverNotThereYetTooSmallOrInAnotherCurrency() throws Exception {
    shop.sells("WHY", 1_000, 100);
    coupon("OVER", "\"percent\":5,\"endsAt\":\"2026-01-01T00:00:00Z\"").is(201);
    coupon("LATER", "\"percent\":5,\"startsAt\":\"2999-01-01T00:00:00+01:00\"").is(201);
    coupon("BIG", "\"percent\":5,\"minimumSubtotal\":{\"amount\":1001,\"currency\":\"GBP\"}")
        .is(201);
    coupon("YEN", "\"amount\":{\"amount\":5,\"currency\":\"JPY\"}").is(201);
    var codes =
        Map.of(
            "NONE", "unknown_coupon",
            "OVER", "coupon_expired",
            "LATER", "coupon_not_started",
            "BIG", "coupon_not_applicable",
            "YEN", "coupon_not_applicable");
    for (var code : codes.entrySet()) {
      var reply = order("why-" + code.getKey(), "f@example.org", "WHY", 1, "tok_ok", code.getKey());
      assertThat(reply.at("/code")).as(code.getKey()).isEqualTo(code.getValue());
    }
    shop.awaitStock("WHY", 100, 0);
  }

  private HttpReply coupon(String code, String terms) throws Exception {
    return shop.admin("PUT", "/v1/admin/coupons/" + code, "{" + terms + "}");
  }

  private String used(String code) throws Exception {
    return shop.admin("GET", "/v1/admin/coupons/" + code).is(200).at("/used");
  }

  private void awaitUsed(String code, int uses) {
    eventually(() -> assertThat(used(code)).isEqualTo(String.valueOf(uses)));
  }

  private HttpReply order(
      String key, String email, String sku, int quantity, String card, String coupon) {
    return shop.ordering(key, email, sku, quantity, card, coupon).join();
  }
}
