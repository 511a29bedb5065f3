package mercat.edge;

import static mercat.testkit.LocalNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mercat.contracts.Line;
import mercat.contracts.Sku;
import mercat.contracts.catalog.FindProduct;
import mercat.contracts.catalog.FindProducts;
import mercat.contracts.catalog.PriceChanged;
import mercat.contracts.catalog.ProductWithdrawn;
import mercat.contracts.inventory.StockLevel;
import mercat.contracts.inventory.StockLevels;
import mercat.contracts.orders.QuoteOrder;
import mercat.testkit.HttpReply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProductIT {
  private static final String PATH = "/v1/products/85123A";
  private static final String REQUEST =
      "GET " + PATH + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  private static final String LINES = "{\"lines\":[{\"sku\":\"85123A\",\"quantity\":6}]}";

  @AutoClose private final RunningEdge edge = new RunningEdge("edge.cached-bytes-max", "100000");

  private void sells(long pence, long version) {
    edge.answer(FindProduct.class, new FindProduct.Reply.Found(Samples.lantern(pence), version));
  }

  private void soonSays(String text) {
    eventually(() -> {
      for (int i = 0; i < 10; i++) {
        assertThat(edge.raw(REQUEST)).contains(text);
      }
    });
  }

  @Test
  void showsAProduct() {
    sells(255, 3);
    var reply = edge.get(PATH).is(200);
    assertThat(reply.header("ETag")).matches("W/\"[^\"]+\"");
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
    edge.remember(PATH);
    sells(300, 2);
    var remembered = edge.get(PATH).has("Content-Type", "application/json");
    assertThat(remembered.at("/price/amount")).isEqualTo("255");
    assertThat(remembered.header("X-Request-Id")).isNotEmpty();
    edge.announce(new PriceChanged(Samples.LANTERN, 2));
    soonSays("\"amount\":300");
    assertThat(edge.get(PATH).header("ETag")).isNotEqualTo(remembered.header("ETag"));
  }

  @Test
  void asksOnceHoweverManyWait() {
    var found = new FindProduct.Reply.Found(Samples.lantern(255), 1);
    edge.answerWith(FindProduct.class, (find, call) -> edge.after(500).map(late -> found));
    var asking =
        IntStream.range(0, 20)
            .mapToObj(i ->
                CompletableFuture.supplyAsync(() -> edge.get(PATH), Thread::startVirtualThread))
            .toList();
    assertThat(asking).allSatisfy(reply -> reply.join().is(200));
    assertThat(edge.asked(FindProduct.class))
        .as("once for each instance")
        .hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void forgetsAWithdrawnProduct() {
    sells(255, 1);
    edge.remember(PATH);
    edge.answer(FindProduct.class, new FindProduct.Reply.Unknown());
    edge.announce(new ProductWithdrawn(Samples.LANTERN, 2));
    soonSays("HTTP/1.1 404 ");
  }

  @Test
  void sendsNothingToWhoHasItAlready() {
    sells(255, 1);
    var etag = edge.get(PATH).header("ETag");
    edge.remember(PATH);
    for (var known : new String[] {etag, etag.substring(2), "\"other\", " + etag, "*"}) {
      var reply = edge.get(PATH, "If-None-Match", known).is(304).has("ETag", etag);
      assertThat(reply.text()).isEmpty();
    }
    edge.get(PATH, "If-None-Match", "\"other\"").is(200);
  }

  @Test
  void sendsNothingToWhoHasItAlreadyEvenWhenItWasNotInMemory() {
    sells(255, 1);
    var etag = edge.get(PATH).header("ETag");
    edge.announce(new PriceChanged(Samples.LANTERN, 2));
    edge.get(PATH, "If-None-Match", etag).is(304);
  }

  @Test
  void keepsWhatIsNotPublishedToItself() {
    edge.answer(
        FindProduct.class, new FindProduct.Reply.Found(Samples.lantern(1).withPublished(false), 1));
    edge.get(PATH).is(404);
    edge.answer(FindProduct.class, new FindProduct.Reply.Unknown());
    edge.get(PATH).is(404, "not_found");
    edge.get("/v1/products/%C3%A9").is(404);
    edge.get("/v1/products/%ff").is(404);
  }

  @Test
  void pagesThroughWhatIsForSale() {
    edge.answer(FindProducts.class, new FindProducts.Found(List.of(Samples.lantern(255)), true));
    var first = edge.get("/v1/products?q=lan%20tern&category=light&limit=1").is(200);
    assertThat(first.at("/data/0/sku")).isEqualTo("85123A");
    edge.answer(FindProducts.class, new FindProducts.Found(List.of(), false));
    var second = edge.get("/v1/products?cursor=" + first.at("/next"));
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
        "q=%ff",
        "category=gr%fcn",
        "q=%ed%a0%80",
        "limit=%2B5",
        "limit=%D9%A5",
        "limit=5.",
        "limit=-1"
      })
  void refusesAPageThatCannotBe(String query) {
    edge.get("/v1/products?" + query).is(400);
  }

  @Test
  void refusesAQueryThatIsNotWellEncoded() {
    var request = REQUEST.replace("/85123A", "?q=%zz");
    assertThat(edge.raw(request)).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void tellsWhatIsAvailable() {
    edge.answer(
        StockLevels.class, new StockLevels.Levels(List.of(new StockLevel(new Sku("a"), 10, 4))));
    var reply = edge.get("/v1/availability?sku=b&sku=a&sku=b");
    assertThat(reply.text())
        .isEqualTo("{\"data\":[{\"sku\":\"b\",\"available\":0},{\"sku\":\"a\",\"available\":6}]}");
    edge.get("/v1/availability").is(400);
    edge.get("/v1/availability?sku=%3C").is(400);
    var many = IntStream.range(0, 101).mapToObj(i -> "sku=s" + i).collect(Collectors.joining("&"));
    edge.get("/v1/availability?" + many).is(400);
  }

  @Test
  void quotes() {
    edge.answer(QuoteOrder.class, new QuoteOrder.Reply.Quoted(Samples.lines(), Samples.totals()));
    assertThat(quote(LINES).is(200).at("/total/amount")).isEqualTo("1530");
    assertThat(edge.asked(QuoteOrder.class))
        .containsExactly(new QuoteOrder(List.of(new Line(Samples.LANTERN, 6))));
  }

  @Test
  void quotesNothingThatCannotBeBought() {
    edge.answer(QuoteOrder.class, new QuoteOrder.Reply.UnknownSkus(List.of(Samples.LANTERN)));
    quote(LINES).is(422, "unknown_sku");
    edge.answer(QuoteOrder.class, new QuoteOrder.Reply.NotSummable("GBP and EUR"));
    quote(LINES).is(422, "currency_mismatch");
    edge.answer(QuoteOrder.class, new QuoteOrder.Reply.TotalTooLarge());
    quote(LINES).is(422, "total_too_large");
    quote("{\"lines\":[],\"email\":\"a@b\"}").names("/lines", "/email");
  }

  private HttpReply quote(String body) {
    return edge.json("POST", "/v1/quotes", body);
  }
}
