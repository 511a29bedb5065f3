package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.Address;
import mercat.contracts.accounts.CheckStaffToken;
import mercat.contracts.catalog.FindProduct;
import mercat.contracts.catalog.FindProducts;
import mercat.contracts.catalog.PutProduct;
import mercat.contracts.inventory.ReceiveStock;
import mercat.contracts.inventory.StockLevel;
import mercat.contracts.inventory.StockLevels;
import mercat.contracts.orders.ListOrders;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.ReadOrder;
import mercat.contracts.orders.SearchOrders;
import mercat.contracts.orders.ShipOrder;
import mercat.contracts.payments.LedgerBalances;
import mercat.contracts.payments.RefundPayment;
import mercat.platform.Actor;
import mercat.platform.Failure;
import mercat.testkit.HttpReply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackOfficeIT {
  private static final String PRODUCT =
      """
      {"name":"Lantern","description":"Hangs","price":{"amount":255,"currency":"GBP"},\
      "category":"light","published":true}\
      """;
  private static final StockLevel LEVEL = new StockLevel(Samples.LANTERN, 10, 4);

  @AutoClose private final RunningEdge edge = new RunningEdge();

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
    for (var path : new String[] {"orders", "stock/a", "ledger/balances"}) {
      edge.get("/v1/admin/" + path, headers)
          .is(401, "unauthenticated")
          .has("WWW-Authenticate", "Bearer");
    }
    edge.put("/v1/admin/products/a", PRODUCT, headers).is(401);
    assertThat(edge.asked(SearchOrders.class)).isEmpty();
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
  void asksForTheScope(String token, String path, int status) {
    edge.answer(StockLevels.class, new StockLevels.Levels(List.of(LEVEL)));
    edge.answer(LedgerBalances.class, new LedgerBalances.Balances(List.of()));
    edge.answer(SearchOrders.class, new ListOrders.Found(List.of(), false));
    edge.get(path, "Authorization", "Bearer " + token).is(status);
  }

  @Test
  void remembersATokenForAMoment() {
    edge.answer(SearchOrders.class, new ListOrders.Found(List.of(), false));
    for (int i = 0; i < 20; i++) {
      edge.get("/v1/admin/orders", Samples.ADMIN).is(200);
    }
    // Two instances of the edge.
    assertThat(edge.asked(CheckStaffToken.class)).hasSizeBetween(1, 2);
    assertThat(edge.asked(CheckStaffToken.class).getFirst().sha256())
        .isEqualTo(RunningEdge.ADMIN_SHA256);
  }

  @Test
  void isUnavailableWhenNobodyCanSayWhoItIs() {
    edge.fail(CheckStaffToken.class, Failure.unavailable("accounts", null));
    edge.get("/v1/admin/orders", Samples.ADMIN).is(503);
  }

  /** As a person counts them, and without the blanks around them. */
  @Test
  void countsCharactersOfANameAndDropsTheBlanksAroundIt() {
    edge.answer(PutProduct.class, new PutProduct.Stored(1, true, true));
    var longest = "\ud83e\udd84".repeat(300);
    for (var name : new String[] {longest, "\u00a0 Lantern\u200b\u3000"}) {
      edge.put("/v1/admin/products/a", PRODUCT.replace("Lantern", name), Samples.ADMIN).is(201);
    }
    assertThat(edge.asked(PutProduct.class))
        .extracting(put -> put.product().name())
        .containsExactly(longest, "Lantern");
    for (var name : new String[] {longest + "x", "\u00a0\u2003\ufeff", "", "\\u2028"}) {
      edge.put("/v1/admin/products/a", PRODUCT.replace("Lantern", name), Samples.ADMIN)
          .names("/name");
    }
  }

  @Test
  void holdsAProduct() {
    edge.answer(PutProduct.class, new PutProduct.Stored(1, true, true));
    var reply = edge.put("/v1/admin/products/85123A", PRODUCT, Samples.ADMIN).is(201);
    assertThat(reply.text()).isEqualTo(PRODUCT.replace("{\"name", "{\"sku\":\"85123A\",\"name"));
    assertThat(edge.asked(PutProduct.class))
        .containsExactly(new PutProduct(Samples.lantern(255), false));
    assertThat(edge.last(PutProduct.class).actor())
        .isEqualTo(new Actor("token:somebody", Set.of("admin")));
    edge.answer(PutProduct.class, new PutProduct.Stored(2, false, true));
    edge.put("/v1/admin/products/85123A", PRODUCT, Samples.ADMIN).is(200);
  }

  @Test
  void leavesAProductAsPublishedAsItIsWhenThatIsNotSaid() {
    edge.answer(PutProduct.class, new PutProduct.Stored(2, false, false));
    var silent = PRODUCT.replace(",\"published\":true", "");
    var reply = edge.put("/v1/admin/products/85123A", silent, Samples.ADMIN).is(200);
    assertThat(reply.at("/published")).isEqualTo("false");
    assertThat(edge.asked(PutProduct.class))
        .containsExactly(new PutProduct(Samples.lantern(255), true));
  }

  @Test
  void showsProductsThatBuyersDoNotSee() {
    var draft = Samples.lantern(255).withPublished(false);
    edge.answer(FindProducts.class, new FindProducts.Found(List.of(draft), true));
    edge.answer(FindProduct.class, new FindProduct.Reply.Found(draft, 1));
    var page = edge.get("/v1/admin/products?q=lan&category=light&limit=1", Samples.ADMIN).is(200);
    assertThat(page.at("/data/0/published")).isEqualTo("false");
    edge.get("/v1/admin/products?cursor=" + page.at("/next"), Samples.ADMIN).is(200);
    assertThat(edge.asked(FindProducts.class))
        .containsExactly(
            new FindProducts("lan", "light", "", 1, true),
            new FindProducts("", "", "85123A", 20, true));
    var path = "/v1/admin/products/85123A";
    assertThat(edge.get(path, Samples.ADMIN).is(200).at("/published")).isEqualTo("false");
    edge.get(path).is(401);
    edge.answer(FindProduct.class, new FindProduct.Reply.Unknown());
    edge.get(path, Samples.ADMIN).is(404);
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
    edge.put("/v1/admin/products/85123A", PRODUCT.replace(text, replacement), Samples.ADMIN)
        .names(pointer);
  }

  @Test
  void refusesALargeBody() {
    edge.put("/v1/admin/products/85123A", PRODUCT + " ".repeat(256 * 1024), Samples.ADMIN).is(413);
  }

  @Test
  void receivesStock() {
    var path = "/v1/admin/stock/85123A/receipts";
    edge.answer(ReceiveStock.class, new ReceiveStock.Reply.Received(LEVEL, false));
    var body = "{\"quantity\":6,\"reason\":\"delivery\"}";
    var first = edge.post(path, body, Samples.KEYED_ADMIN).is(201);
    assertThat(first.text())
        .isEqualTo("{\"sku\":\"85123A\",\"onHand\":10,\"reserved\":4,\"available\":6}");
    assertThat(edge.asked(ReceiveStock.class))
        .containsExactly(new ReceiveStock(Samples.LANTERN, "k", 6, "delivery"));
    edge.answer(ReceiveStock.class, new ReceiveStock.Reply.Received(LEVEL, true));
    edge.post(path, body, Samples.KEYED_ADMIN).is(200).has("Idempotent-Replayed", "true");
    edge.answer(ReceiveStock.class, new ReceiveStock.Reply.KeyReused());
    edge.post(path, body, Samples.KEYED_ADMIN).is(422, "idempotency_key_reused");
    edge.post(path, body, Samples.ADMIN).names("header:Idempotency-Key");
    edge.post(path, "{\"quantity\":0}", Samples.KEYED_ADMIN).names("/quantity");
  }

  @Test
  void tellsTheLevelOfASku() {
    edge.answer(StockLevels.class, new StockLevels.Levels(List.of(LEVEL)));
    assertThat(edge.get("/v1/admin/stock/85123A", Samples.ADMIN).at("/available")).isEqualTo("6");
    edge.answer(StockLevels.class, new StockLevels.Levels(List.of()));
    edge.get("/v1/admin/stock/85123A", Samples.ADMIN).is(404);
  }

  @Test
  void pagesThroughOrders() {
    edge.answer(SearchOrders.class, new ListOrders.Found(List.of(Samples.confirmed()), true));
    var first = edge.get("/v1/admin/orders?status=confirmed&limit=1", Samples.ADMIN);
    assertThat(first.at("/data/0/number")).isEqualTo("1001");
    var next = first.at("/next");
    edge.get("/v1/admin/orders?cursor=" + next, Samples.ADMIN).is(200);
    assertThat(edge.asked(SearchOrders.class))
        .containsExactly(
            new SearchOrders(OrderStatus.CONFIRMED, null, null, null, 1),
            new SearchOrders(null, null, null, Samples.ID, 20));
    edge.get("/v1/admin/orders?status=lost", Samples.ADMIN).is(400);
    for (var forged : new String[] {"1-1-1-1-1", "+1-1-1-1-1", "abc", Samples.ID + "0"}) {
      var cursor =
          Base64.getUrlEncoder().encodeToString(forged.getBytes(StandardCharsets.US_ASCII));
      edge.get("/v1/admin/orders?cursor=" + cursor, Samples.ADMIN).names("query:cursor");
    }
    edge.get("/v1/admin/orders?cursor=abc", Samples.ADMIN).is(400);
  }

  @Test
  void findsOrdersByNumberAndEmail() {
    edge.answer(SearchOrders.class, new ListOrders.Found(List.of(Samples.confirmed()), false));
    edge.get("/v1/admin/orders?number=M1001", Samples.ADMIN).is(200);
    searchOrders("?limit=1", "A+B@c.de").is(200);
    assertThat(edge.asked(SearchOrders.class))
        .containsExactly(
            new SearchOrders(null, "M1001", null, null, 20),
            new SearchOrders(null, null, "A+B@c.de", null, 1));
    edge.get("/v1/admin/orders?number=1001", Samples.ADMIN).names("query:number");
    edge.get("/v1/admin/orders?number=", Samples.ADMIN).names("query:number");
    searchOrders("", "nobody").names("/email");
    searchOrders("", "").names("/email");
  }

  private HttpReply searchOrders(String query, String email) {
    var body = "{\"email\":\"%s\"}".formatted(email);
    return edge.post("/v1/admin/orders/search" + query, body, Samples.ADMIN);
  }

  @Test
  void showsAnOrderAndWhereItGoes() {
    var path = "/v1/admin/orders/" + Samples.ID;
    var address = new Address("A", "B", "", "C", "", "", "GB");
    edge.answer(
        ReadOrder.class,
        new ReadOrder.Reply.Found(Samples.confirmed(), "guest@example.org", address, null));
    var reply = edge.get(path, Samples.ADMIN).is(200);
    assertThat(reply.at("/number")).isEqualTo("1001");
    assertThat(reply.text())
        .endsWith(
            """
            "email":"guest@example.org","shippingAddress":{"name":"A","line1":"B","line2":"","city":"C",\
            "region":"","postcode":"","country":"GB"},"reason":null}\
            """);
    edge.answer(
        ReadOrder.class,
        new ReadOrder.Reply.Found(Samples.pending(), "guest@example.org", null, "out_of_stock"));
    edge.get(path, Samples.ADMIN).is(200);
    edge.answer(ReadOrder.class, new ReadOrder.Reply.Unknown());
    edge.get(path, Samples.ADMIN).is(404);
    edge.get(path).is(401);
    edge.get(path, "Authorization", "Bearer catalog-token").is(403);
  }

  @Test
  void ships() {
    var path = "/v1/admin/orders/" + Samples.ID + "/ship";
    edge.answer(ShipOrder.class, new ShipOrder.Reply.Shipped(Samples.confirmed()));
    edge.post(path, "", Samples.ADMIN).is(200);
    edge.answer(ShipOrder.class, new ShipOrder.Reply.NotShippable(Samples.pending()));
    edge.post(path, "", Samples.ADMIN).is(409, "not_shippable");
    edge.answer(ShipOrder.class, new ShipOrder.Reply.Unknown());
    edge.post(path, "", Samples.ADMIN).is(404);
    edge.post("/v1/admin/orders/7/ship", "", Samples.ADMIN).is(404);
  }

  @Test
  void refundsUnderANameMadeOfOrderAndKey() {
    var path = "/v1/admin/orders/" + Samples.ID + "/refunds";
    var body = "{\"amount\":{\"amount\":100,\"currency\":\"GBP\"}}";
    edge.answer(RefundPayment.class, new RefundPayment.Reply.Refunded(Samples.pounds(300)));
    var done = edge.post(path, body, Samples.KEYED_ADMIN).is(201);
    assertThat(done.at("/refundedInAll/amount")).isEqualTo("300");
    edge.answer(RefundPayment.class, new RefundPayment.Reply.Pending());
    var pending = edge.post(path, body, Samples.KEYED_ADMIN).is(202);
    var id = UUID.nameUUIDFromBytes((Samples.ID + "\nk").getBytes(StandardCharsets.UTF_8));
    assertThat(pending.text())
        .isEqualTo("{\"id\":\"" + id + "\",\"status\":\"pending\"," + body.substring(1));
    assertThat(done.at("/id")).isEqualTo(id.toString());
    assertThat(edge.asked(RefundPayment.class))
        .containsOnly(new RefundPayment(id, Samples.ID, Samples.pounds(100)));
    edge.answer(RefundPayment.class, new RefundPayment.Reply.Refused("more than was captured"));
    edge.post(path, body, Samples.KEYED_ADMIN).is(409, "not_refundable");
    edge.answer(RefundPayment.class, new RefundPayment.Reply.Unknown());
    edge.post(path, body, Samples.KEYED_ADMIN).is(404, "not_found");
    edge.answer(RefundPayment.class, new RefundPayment.Reply.IdReused());
    edge.post(path, body, Samples.KEYED_ADMIN).is(422, "idempotency_key_reused");
    edge.post(path, body, Samples.ADMIN).is(400);
    edge.post(path, "{}", Samples.KEYED_ADMIN).names("/amount");
  }

  @Test
  void showsTheLedger() {
    edge.answer(
        LedgerBalances.class,
        new LedgerBalances.Balances(
            List.of(
                new LedgerBalances.Balance(
                    "sales",
                    new LedgerBalances.LedgerSum(
                        new BigInteger("-99999999999999999999"), "GBP")))));
    assertThat(edge.get("/v1/admin/ledger/balances", Samples.ADMIN).text())
        .isEqualTo(
            "{\"data\":[{\"account\":\"sales\",\"balance\":{\"amount\":-99999999999999999999,\"currency\":\"GBP\"}}]}");
  }
}
