package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.accounts.CheckStaffToken;
import mercat.contracts.catalog.PutProduct;
import mercat.contracts.inventory.ReceiveStock;
import mercat.contracts.inventory.StockLevel;
import mercat.contracts.inventory.StockLevels;
import mercat.contracts.orders.ListOrders;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.ShipOrder;
import mercat.contracts.payments.LedgerBalances;
import mercat.contracts.payments.RefundPayment;
import mercat.platform.Actor;
import mercat.platform.Failure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackOfficeIT {
  private static final String[] ADMIN = {
    "Authorization", "Bearer admin-token", "Content-Type", "application/json"
  };
  private static final String PRODUCT =
      """
      {"name":"Lantern","description":"Hangs","price":{"amount":255,"currency":"GBP"},
       "category":"light","published":true}\
      """;
  private static final StockLevel LEVEL = new StockLevel(Samples.LANTERN, 10, 4);

  private final RunningEdge edge = new RunningEdge();

  @AfterEach
  void close() {
    edge.close();
  }

  private static String[] admin(String... more) {
    var all = new String[ADMIN.length + more.length];
    System.arraycopy(ADMIN, 0, all, 0, ADMIN.length);
    System.arraycopy(more, 0, all, ADMIN.length, more.length);
    return all;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer wrong",
        "Basic YWRtaW4tdG9rZW4=",
        "admin-token",
        "Bearer admin-token2"
      })
  void knowsNobodyWithoutAToken(String authorization) {
    var headers =
        authorization.isEmpty() ? new String[0] : new String[] {"Authorization", authorization};
    for (var path :
        new String[] {"/v1/admin/orders", "/v1/admin/stock/a", "/v1/admin/ledger/balances"}) {
      var reply = edge.get(path, headers);
      assertThat(reply.status()).isEqualTo(401);
      assertThat(reply.code()).isEqualTo("unauthenticated");
      assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
    }
    assertThat(edge.put("/v1/admin/products/a", PRODUCT, headers).status()).isEqualTo(401);
    assertThat(edge.asked(ListOrders.class)).isEmpty();
    assertThat(edge.asked(PutProduct.class)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "catalog-token,/v1/admin/orders,403",
    "catalog-token,/v1/admin/ledger/balances,403",
    "catalog-token,/v1/admin/stock/85123A,200",
    "none-token,/v1/admin/stock/85123A,403",
    "admin-token,/v1/admin/ledger/balances,200",
    "admin-token,/v1/admin/orders,200"
  })
  void asksForTheRole(String token, String path, int status) {
    edge.answer(StockLevels.class, new StockLevels.Levels(List.of(LEVEL)));
    edge.answer(LedgerBalances.class, new LedgerBalances.Balances(List.of()));
    edge.answer(ListOrders.class, new ListOrders.Found(List.of(), false));
    var reply = edge.get(path, "Authorization", "Bearer " + token);
    assertThat(reply.status()).isEqualTo(status);
  }

  @Test
  void remembersATokenForAMoment() {
    edge.answer(ListOrders.class, new ListOrders.Found(List.of(), false));
    for (int i = 0; i < 20; i++) {
      assertThat(edge.get("/v1/admin/orders", ADMIN).status()).isEqualTo(200);
    }
    // Two instances of the edge.
    assertThat(edge.asked(CheckStaffToken.class)).hasSizeBetween(1, 2);
    assertThat(edge.asked(CheckStaffToken.class).getFirst().sha256())
        .isEqualTo(Samples.sha256("admin-token"));
  }

  @Test
  void isUnavailableWhenNobodyCanSayWhoItIs() {
    edge.fail(CheckStaffToken.class, Failure.unavailable("accounts", null));
    assertThat(edge.get("/v1/admin/orders", ADMIN).status()).isEqualTo(503);
  }

  @Test
  void holdsAProduct() {
    var actor = new AtomicReference<Actor>();
    edge.answerWith(
        PutProduct.class,
        (put, call) -> {
          actor.set(call.actor());
          return Future.succeededFuture(new PutProduct.Stored(1, true));
        });
    var reply = edge.put("/v1/admin/products/85123A", PRODUCT, ADMIN);
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.json().path("published").asBoolean()).isTrue();
    assertThat(edge.asked(PutProduct.class)).containsExactly(new PutProduct(Samples.lantern(255)));
    assertThat(actor.get()).isEqualTo(new Actor("somebody", java.util.Set.of("admin")));
    edge.answer(PutProduct.class, new PutProduct.Stored(2, false));
    assertThat(edge.put("/v1/admin/products/85123A", PRODUCT, ADMIN).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"Lantern\" | \" \" | /name",
        "\"Lantern\" | \"\" | /name",
        "\"Lantern\" | null | /name",
        "255 | -1 | /price/amount",
        "255 | 2.55 | /price/amount",
        "255 | \"255\" | /price/amount",
        "\"GBP\" | \"pounds\" | /price/currency",
        "\"GBP\" | \"gbp\" | /price/currency",
        "true | \"yes\" | /published",
        "\"category\" | \"sku\":\"x\",\"category\" | /sku",
        "\"Hangs\" | \"\\u0000\" | /description"
      })
  void refusesAProductThatCannotBe(String text, String replacement, String pointer) {
    var reply = edge.put("/v1/admin/products/85123A", PRODUCT.replace(text, replacement), ADMIN);
    assertThat(reply.status()).as(reply.text()).isEqualTo(400);
    assertThat(reply.pointers()).containsExactly(pointer);
  }

  @Test
  void refusesALargeBody() {
    var reply = edge.put("/v1/admin/products/85123A", PRODUCT + " ".repeat(256 * 1024), ADMIN);
    assertThat(reply.status()).isEqualTo(413);
  }

  @Test
  void importsLineByLine() {
    edge.answer(PutProduct.class, new PutProduct.Stored(1, true));
    var line = PRODUCT.replace("\n", "").replace("{\"name\"", "{\"sku\":\"S1\",\"name\"");
    var body =
        line + "\n\nnonsense\n" + line.replace("255", "-1") + "\r\n" + line.replace("S1", "S2");
    var reply =
        edge.post(
            "/v1/admin/products/import",
            body,
            "Authorization",
            "Bearer catalog-token",
            "Content-Type",
            "application/x-ndjson");
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.json().path("accepted").asInt()).isEqualTo(2);
    assertThat(reply.json().path("refused")).hasSize(2);
    assertThat(reply.json().at("/refused/0/line").asInt()).isEqualTo(3);
    assertThat(reply.json().at("/refused/1/line").asInt()).isEqualTo(4);
    assertThat(reply.json().at("/refused/1/reason").asText()).contains("/price/amount");
    assertThat(edge.asked(PutProduct.class))
        .extracting(put -> put.product().sku())
        .containsExactly(new Sku("S1"), new Sku("S2"));
  }

  @Test
  void importsManyButNeverMoreThanSoManyAtOnce() {
    var vertx = Vertx.vertx();
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    edge.answerWith(
        PutProduct.class,
        (put, call) -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          return vertx
              .timer(2)
              .map(late -> {
                now.decrementAndGet();
                return new PutProduct.Stored(1, true);
              });
        });
    var line = PRODUCT.replace("\n", "");
    var body =
        IntStream.range(0, 5_000)
            .mapToObj(i -> line.replace("{\"name\"", "{\"sku\":\"S" + i + "\",\"name\""))
            .collect(Collectors.joining("\n"));
    var reply =
        edge.post(
            "/v1/admin/products/import",
            body,
            "Authorization",
            "Bearer admin-token",
            "Content-Type",
            "application/x-ndjson");
    assertThat(reply.text()).isEqualTo("{\"accepted\":5000,\"refused\":[]}");
    assertThat(most.get()).isBetween(2, 256);
    RunningEdge.await(vertx.close());
  }

  @Test
  void reportsWhatTheCatalogRefused() {
    edge.fail(PutProduct.class, Failure.overloaded("catalog"));
    var line = PRODUCT.replace("\n", "").replace("{\"name\"", "{\"sku\":\"S1\",\"name\"");
    var reply =
        edge.post(
            "/v1/admin/products/import",
            line,
            "Authorization",
            "Bearer admin-token",
            "Content-Type",
            "application/x-ndjson");
    assertThat(reply.json().path("accepted").asInt()).isZero();
    assertThat(reply.json().at("/refused/0/reason").asText()).startsWith("overloaded");
  }

  @Test
  void refusesARowThatIsTooLongAndTakesTheOthers() {
    edge.answer(PutProduct.class, new PutProduct.Stored(1, true));
    var line = PRODUCT.replace("\n", "").replace("{\"name\"", "{\"sku\":\"S1\",\"name\"");
    var longest = line.replace("Hangs", "\\u00e4".repeat(20_000));
    var reply =
        importing("application/x-ndjson", "x".repeat(300_000) + "\n" + longest + "\n" + line);
    assertThat(reply.json().path("accepted").asInt()).as(reply.text()).isEqualTo(2);
    assertThat(reply.json().path("refused")).hasSize(1);
    assertThat(reply.json().at("/refused/0/line").asInt()).isEqualTo(1);
  }

  @Test
  void importsCommaSeparatedRows() {
    edge.answer(PutProduct.class, new PutProduct.Stored(1, true));
    var reply =
        importing(
            "text/csv; charset=utf-8",
            """
            \ufeffsku,name,amount,currency,description
            S1,Lantern,255,GBP,"Hangs,
            and ""shines\"""
            S2,Lantern,2.55,GBP,

            S3,Lantern,255
            S/4,"L\u00e4mp",0,GBP,
            """);
    assertThat(reply.json().path("accepted").asInt()).as(reply.text()).isEqualTo(2);
    assertThat(reply.json().findValuesAsText("line")).containsExactly("4", "6");
    assertThat(edge.asked(PutProduct.class))
        .extracting(put -> put.product().description())
        .containsExactly("Hangs,\nand \"shines\"", "");
  }

  @Test
  void importsNothingFromRowsWithoutTheirHeader() {
    var reply = importing("text/csv", "S1,Lantern,255,GBP\nS2,Lantern,255,GBP");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text()).contains("the first row must name the columns");
    assertThat(edge.asked(PutProduct.class)).isEmpty();
  }

  @Test
  void importsNothingButRows() {
    assertThat(edge.post("/v1/admin/products/import", "{}", ADMIN).status()).isEqualTo(415);
  }

  private RunningEdge.Reply importing(String mediaType, String body) {
    return edge.post(
        "/v1/admin/products/import",
        body,
        "Authorization",
        "Bearer admin-token",
        "Content-Type",
        mediaType);
  }

  @Test
  void receivesStock() {
    var path = "/v1/admin/stock/85123A/receipts";
    edge.answer(ReceiveStock.class, new ReceiveStock.Reply.Received(LEVEL, false));
    var body = "{\"quantity\":6,\"reason\":\"delivery\"}";
    var first = edge.post(path, body, admin("Idempotency-Key", "d1"));
    assertThat(first.status()).isEqualTo(201);
    assertThat(first.text())
        .isEqualTo("{\"sku\":\"85123A\",\"onHand\":10,\"reserved\":4,\"available\":6}");
    assertThat(edge.asked(ReceiveStock.class))
        .containsExactly(new ReceiveStock(Samples.LANTERN, "d1", 6, "delivery"));
    edge.answer(ReceiveStock.class, new ReceiveStock.Reply.Received(LEVEL, true));
    var again = edge.post(path, body, admin("Idempotency-Key", "d1"));
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    edge.answer(ReceiveStock.class, new ReceiveStock.Reply.KeyReused());
    var reused = edge.post(path, body, admin("Idempotency-Key", "d1"));
    assertThat(reused.status()).isEqualTo(422);
    assertThat(reused.code()).isEqualTo("idempotency_key_reused");
    assertThat(edge.post(path, body, ADMIN).pointers()).containsExactly("header:Idempotency-Key");
    assertThat(edge.post(path, "{\"quantity\":0}", admin("Idempotency-Key", "d")).pointers())
        .containsExactly("/quantity");
  }

  @Test
  void tellsTheLevelOfASku() {
    edge.answer(StockLevels.class, new StockLevels.Levels(List.of(LEVEL)));
    assertThat(edge.get("/v1/admin/stock/85123A", ADMIN).json().path("available").asInt())
        .isEqualTo(6);
    edge.answer(StockLevels.class, new StockLevels.Levels(List.of()));
    assertThat(edge.get("/v1/admin/stock/85123A", ADMIN).status()).isEqualTo(404);
  }

  @Test
  void pagesThroughOrders() {
    edge.answer(ListOrders.class, new ListOrders.Found(List.of(Samples.confirmed()), true));
    var first = edge.get("/v1/admin/orders?status=confirmed&limit=1", ADMIN);
    assertThat(first.json().at("/data/0/number").asText()).isEqualTo("1001");
    var next = first.json().path("next").asText();
    assertThat(edge.get("/v1/admin/orders?cursor=" + next, ADMIN).status()).isEqualTo(200);
    assertThat(edge.asked(ListOrders.class))
        .containsExactly(
            new ListOrders(OrderStatus.CONFIRMED, null, 1), new ListOrders(null, Samples.ID, 20));
    assertThat(edge.get("/v1/admin/orders?status=lost", ADMIN).status()).isEqualTo(400);
    assertThat(edge.get("/v1/admin/orders?cursor=abc", ADMIN).status()).isEqualTo(400);
  }

  @Test
  void ships() {
    var path = "/v1/admin/orders/" + Samples.ID + "/ship";
    edge.answer(ShipOrder.class, new ShipOrder.Reply.Shipped(Samples.confirmed()));
    assertThat(edge.post(path, "", ADMIN).status()).isEqualTo(200);
    edge.answer(ShipOrder.class, new ShipOrder.Reply.NotShippable(Samples.pending()));
    assertThat(edge.post(path, "", ADMIN).code()).isEqualTo("not_shippable");
    edge.answer(ShipOrder.class, new ShipOrder.Reply.Unknown());
    assertThat(edge.post(path, "", ADMIN).status()).isEqualTo(404);
    assertThat(edge.post("/v1/admin/orders/7/ship", "", ADMIN).status()).isEqualTo(404);
  }

  @Test
  void refundsUnderANameMadeOfOrderAndKey() {
    var path = "/v1/admin/orders/" + Samples.ID + "/refunds";
    var body = "{\"amount\":{\"amount\":100,\"currency\":\"GBP\"}}";
    edge.answer(RefundPayment.class, new RefundPayment.Reply.Refunded(Samples.pounds(300)));
    var done = edge.post(path, body, admin("Idempotency-Key", "r1"));
    assertThat(done.status()).isEqualTo(201);
    assertThat(done.json().at("/refundedInAll/amount").asInt()).isEqualTo(300);
    edge.answer(RefundPayment.class, new RefundPayment.Reply.Pending());
    var pending = edge.post(path, body, admin("Idempotency-Key", "r1"));
    assertThat(pending.status()).isEqualTo(202);
    assertThat(pending.json().path("id")).isEqualTo(done.json().path("id"));
    var id = UUID.nameUUIDFromBytes((Samples.ID + "\nr1").getBytes(StandardCharsets.UTF_8));
    assertThat(edge.asked(RefundPayment.class))
        .containsOnly(new RefundPayment(id, new OrderId(Samples.ID.value()), Samples.pounds(100)));
    edge.answer(RefundPayment.class, new RefundPayment.Reply.Refused("more than was captured"));
    var refused = edge.post(path, body, admin("Idempotency-Key", "r2"));
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.code()).isEqualTo("not_refundable");
    assertThat(edge.post(path, body, ADMIN).status()).isEqualTo(400);
    assertThat(edge.post(path, "{}", admin("Idempotency-Key", "r3")).pointers())
        .containsExactly("/amount");
  }

  @Test
  void showsTheLedger() {
    edge.answer(
        LedgerBalances.class,
        new LedgerBalances.Balances(
            List.of(new LedgerBalances.Balance("sales", Samples.pounds(-1530)))));
    assertThat(edge.get("/v1/admin/ledger/balances", ADMIN).text())
        .isEqualTo(
            "{\"data\":[{\"account\":\"sales\",\"balance\":{\"amount\":-1530,\"currency\":\"GBP\"}}]}");
  }
}
