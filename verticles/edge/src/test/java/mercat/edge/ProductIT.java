package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mercat.contracts.Line;
import mercat.contracts.Sku;
import mercat.contracts.catalog.FindProduct;
import mercat.contracts.catalog.FindProducts;
import mercat.contracts.catalog.PriceChanged;
import mercat.contracts.catalog.Product;
import mercat.contracts.catalog.ProductWithdrawn;
import mercat.contracts.inventory.StockLevel;
import mercat.contracts.inventory.StockLevels;
import mercat.contracts.orders.QuoteOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProductIT {
  private static final String PATH = "/v1/products/85123A";

  private final RunningEdge edge = new RunningEdge("edge.cached-bytes-max", "100000");

  @AfterEach
  void close() {
    edge.close();
  }

  private void sells(long pence, long version) {
    edge.answer(FindProduct.class, new FindProduct.Reply.Found(Samples.lantern(pence), version));
  }

  /** Both instances have it in memory, and have ended the first look at the log. */
  private void warm() {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> {
          int before = edge.asked(FindProduct.class).size();
          for (int i = 0; i < 20; i++) {
            // A client of its own each time: connections are spread over the instances.
            assertThat(status(edge.raw(request("")))).isEqualTo(200);
          }
          return edge.asked(FindProduct.class).size() == before;
        });
  }

  private static String request(String header) {
    return "GET " + PATH + " HTTP/1.1\r\nHost: x\r\n" + header + "Connection: close\r\n\r\n";
  }

  private static int status(String raw) {
    return Integer.parseInt(raw.substring(9, 12));
  }

  @Test
  void showsAProduct() {
    sells(255, 3);
    var reply = edge.get(PATH);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("ETag")).matches("\"[^\"]+\"");
    assertThat(reply.text())
        .isEqualTo(
            """
            {"sku":"85123A","name":"Lantern","description":"Hangs",\
            "price":{"amount":255,"currency":"GBP"},"category":"light"}\
            """);
  }

  @Test
  void answersFromMemoryUntilThePriceChanges() {
    sells(255, 1);
    warm();
    sells(300, 2);
    var remembered = edge.get(PATH);
    assertThat(remembered.json().at("/price/amount").asLong()).isEqualTo(255);
    assertThat(remembered.header("Content-Type")).isEqualTo("application/json");
    assertThat(remembered.header("X-Request-Id")).isNotEmpty();
    edge.announce(new PriceChanged(Samples.LANTERN, 2));
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> {
          for (int i = 0; i < 10; i++) {
            assertThat(edge.raw(request(""))).contains("\"amount\":300");
          }
        });
    assertThat(edge.get(PATH).header("ETag")).isNotEqualTo(remembered.header("ETag"));
  }

  @Test
  void asksOnceHoweverManyWait() {
    var vertx = Vertx.vertx();
    var found = new FindProduct.Reply.Found(Samples.lantern(255), 1);
    edge.answerWith(FindProduct.class, (find, call) -> vertx.timer(500).map(late -> found));
    var asking =
        IntStream.range(0, 20)
            .mapToObj(i ->
                CompletableFuture.supplyAsync(() -> edge.get(PATH), Thread::startVirtualThread))
            .toList();
    assertThat(asking).allSatisfy(reply -> assertThat(reply.join().status()).isEqualTo(200));
    assertThat(edge.asked(FindProduct.class))
        .as("once for each instance")
        .hasSizeLessThanOrEqualTo(2);
    RunningEdge.await(vertx.close());
  }

  @Test
  void forgetsAWithdrawnProduct() {
    sells(255, 1);
    warm();
    edge.answer(FindProduct.class, new FindProduct.Reply.Unknown());
    edge.announce(new ProductWithdrawn(Samples.LANTERN, 2));
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> {
          for (int i = 0; i < 10; i++) {
            assertThat(status(edge.raw(request("")))).isEqualTo(404);
          }
        });
  }

  @Test
  void sendsNothingToWhoHasItAlready() {
    sells(255, 1);
    var etag = edge.get(PATH).header("ETag");
    warm();
    for (var known : new String[] {etag, "\"other\", " + etag, "*"}) {
      var reply = edge.get(PATH, "If-None-Match", known);
      assertThat(reply.status()).isEqualTo(304);
      assertThat(reply.text()).isEmpty();
      assertThat(reply.header("ETag")).isEqualTo(etag);
    }
    assertThat(edge.get(PATH, "If-None-Match", "\"other\"").status()).isEqualTo(200);
  }

  @Test
  void sendsNothingToWhoHasItAlreadyEvenWhenItWasNotInMemory() {
    sells(255, 1);
    var etag = edge.get(PATH).header("ETag");
    edge.announce(new PriceChanged(Samples.LANTERN, 2));
    assertThat(edge.get(PATH, "If-None-Match", etag).status()).isEqualTo(304);
  }

  @Test
  void keepsWhatIsNotPublishedToItself() {
    edge.answer(
        FindProduct.class,
        new FindProduct.Reply.Found(
            new Product(Samples.LANTERN, "Lantern", "", Samples.pounds(1), "", false), 1));
    assertThat(edge.get(PATH).status()).isEqualTo(404);
    edge.answer(FindProduct.class, new FindProduct.Reply.Unknown());
    assertThat(edge.get(PATH).code()).isEqualTo("not_found");
    assertThat(edge.get("/v1/products/%C3%A9").status()).isEqualTo(404);
    assertThat(edge.get("/v1/products/%ff").status()).isEqualTo(404);
  }

  @Test
  void pagesThroughWhatIsForSale() {
    edge.answer(FindProducts.class, new FindProducts.Found(List.of(Samples.lantern(255)), true));
    var first = edge.get("/v1/products?q=lan%20tern&category=light&limit=1");
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.json().at("/data/0/sku").asText()).isEqualTo("85123A");
    edge.answer(FindProducts.class, new FindProducts.Found(List.of(), false));
    var second = edge.get("/v1/products?cursor=" + first.json().path("next").asText());
    assertThat(second.text()).isEqualTo("{\"data\":[],\"next\":null}");
    assertThat(edge.asked(FindProducts.class))
        .containsExactly(
            new FindProducts("lan tern", "light", "", 1), new FindProducts("", "", "85123A", 20));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=101",
        "limit=x",
        "limit=1&limit=2",
        "cursor=%00",
        "cursor=*",
        "q=%00",
        "limit=-1"
      })
  void refusesAPageThatCannotBe(String query) {
    assertThat(edge.get("/v1/products?" + query).status()).isEqualTo(400);
  }

  @Test
  void refusesAQueryThatIsNotWellEncoded() {
    var request = "GET /v1/products?q=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    assertThat(status(edge.raw(request))).isEqualTo(400);
  }

  @Test
  void tellsWhatIsAvailable() {
    edge.answer(
        StockLevels.class, new StockLevels.Levels(List.of(new StockLevel(new Sku("a"), 10, 4))));
    var reply = edge.get("/v1/availability?sku=b&sku=a&sku=b");
    assertThat(reply.text())
        .isEqualTo("{\"data\":[{\"sku\":\"b\",\"available\":0},{\"sku\":\"a\",\"available\":6}]}");
    assertThat(edge.get("/v1/availability").status()).isEqualTo(400);
    assertThat(edge.get("/v1/availability?sku=%3C").status()).isEqualTo(400);
    var many = IntStream.range(0, 101).mapToObj(i -> "sku=s" + i).collect(Collectors.joining("&"));
    assertThat(edge.get("/v1/availability?" + many).status()).isEqualTo(400);
  }

  @Test
  void quotes() {
    edge.answer(QuoteOrder.class, new QuoteOrder.Reply.Quoted(Samples.lines(), Samples.totals()));
    var body = "{\"lines\":[{\"sku\":\"85123A\",\"quantity\":6}]}";
    var reply = edge.post("/v1/quotes", body, "Content-Type", "application/json");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().at("/total/amount").asLong()).isEqualTo(1530);
    assertThat(edge.asked(QuoteOrder.class))
        .containsExactly(new QuoteOrder(List.of(new Line(Samples.LANTERN, 6))));
  }

  @Test
  void quotesNothingThatCannotBeBought() {
    var body = "{\"lines\":[{\"sku\":\"85123A\",\"quantity\":6}]}";
    edge.answer(QuoteOrder.class, new QuoteOrder.Reply.UnknownSkus(List.of(Samples.LANTERN)));
    var unknown = edge.post("/v1/quotes", body, "Content-Type", "application/json");
    assertThat(unknown.status()).isEqualTo(422);
    assertThat(unknown.code()).isEqualTo("unknown_sku");
    edge.answer(QuoteOrder.class, new QuoteOrder.Reply.NotSummable("too much"));
    var mixed = edge.post("/v1/quotes", body, "Content-Type", "application/json");
    assertThat(mixed.code()).isEqualTo("currency_mismatch");
    var bad =
        edge.post(
            "/v1/quotes", "{\"lines\":[],\"email\":\"a@b\"}", "Content-Type", "application/json");
    assertThat(bad.pointers()).containsExactly("/lines", "/email");
  }
}
