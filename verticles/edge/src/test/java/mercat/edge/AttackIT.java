package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import mercat.contracts.catalog.FindProduct;
import mercat.contracts.catalog.FindProducts;
import mercat.contracts.catalog.PutProduct;
import mercat.contracts.orders.PlaceOrder;
import mercat.testkit.LocalNode;
import mercat.testkit.RawClient;
import mercat.testkit.ShopSample;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers send to stop a node; its other clients are served all the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttackIT {
  private static final int MEBIBYTE = 1024 * 1024;
  private static final String GET_PRODUCT = "GET /v1/products/85123A HTTP/1.1\r\nHost: x\r\n\r\n";

  @AutoClose private final RunningEdge edge = new RunningEdge();

  @AfterEach
  void hangUp() {
    edge.hangUp();
  }

  @Test
  void servesABuyerBesideLargeBodiesThatDoNotEnd() {
    try (var small = new RunningEdge("edge.bodies-bytes-max", String.valueOf(4 * MEBIBYTE))) {
      small.answer(PlaceOrder.class, new PlaceOrder.Reply.KeyReused());
      var attackers = clients(12, small, unfinishedOrder(MEBIBYTE));
      for (int i = 0; i < 20; i++) {
        small.order(Samples.ORDER_BODY).is(422);
      }
      // The oldest had to make room, and are told so.
      assertThat(attackers.getFirst().read()).startsWith("HTTP/1.1 503 ").contains("overloaded");
      assertThat(small.order(largeBody(MEBIBYTE / 2)).code()).isEqualTo("idempotency_key_reused");
    }
  }

  /** Who sends an order byte by byte would else hold the place of somebody whose order is there. */
  @Test
  void holdsNoPlaceForAnOrderThatHasNotArrived() {
    edge.answerWith(
        PlaceOrder.class,
        (request, call) -> edge.after(300).map(late -> new PlaceOrder.Reply.KeyReused()));
    var attackers = clients(20, edge, unfinishedOrder(1_000));
    var underWay = edge.metrics().get("mercat.edge.orders.underway").gauge();
    var honest = CompletableFuture.supplyAsync(() -> edge.order(Samples.ORDER_BODY));
    await().atMost(Duration.ofSeconds(30)).until(() -> underWay.value() > 0);
    assertThat(underWay.value()).isEqualTo(1);
    assertThat(honest.join().status()).isEqualTo(422);
    await().atMost(Duration.ofSeconds(30)).until(() -> underWay.value() == 0);
    assertThat(attackers).as("nobody has had an answer").allMatch(it -> it.available() == 0);
  }

  /** A proxy may have looked at the one, and we at the other. */
  @Test
  void isOneCallerAtATime() {
    assertThat(
            edge.raw(
                """
                GET /v1/admin/orders HTTP/1.1\r
                Host: x\r
                Connection: close\r
                Authorization: Bearer admin-token\r
                Authorization: Bearer another\r
                \r
                """))
        .startsWith("HTTP/1.1 400 ")
        .contains("\"pointer\":\"header:Authorization\"");
  }

  @Test
  void refusesALargeBodyWhereOthersAreBeingWorkedOn() {
    try (var small = new RunningEdge("edge.bodies-bytes-max", String.valueOf(MEBIBYTE))) {
      small.answer(PlaceOrder.class, new PlaceOrder.Reply.KeyReused());
      small.order(largeBody(900_000)).is(503).has("Retry-After", "1");
      small.order(Samples.ORDER_BODY).is(422);
    }
  }

  /** The rest of a row that never ends is held; what was imported is not. */
  @Test
  void countsWhatImportsHold() {
    try (var small = new RunningEdge("edge.bodies-bytes-max", String.valueOf(MEBIBYTE))) {
      small.answer(PutProduct.class, new PutProduct.Stored(1, true, true));
      var large = Samples.CSV + "S1,%s,1,GBP\n".formatted("x".repeat(300)).repeat(10_000);
      small.post("/v1/admin/products/import", large, Samples.CSV_STAFF).is(200);
      var importers = clients(6, small, unfinishedImport(200_000));
      var cut =
          await()
              .atMost(LocalNode.SOON)
              .until(
                  () -> importers.stream().filter(client -> client.available() > 0).findFirst(),
                  Optional::isPresent);
      assertThat(cut.get().read()).startsWith("HTTP/1.1 503 ").contains("overloaded");
      small.post("/v1/admin/products/import", large, Samples.CSV_STAFF).is(200);
    }
  }

  @Test
  void endsAnImportThatTakesTooLong() {
    try (var small = new RunningEdge("edge.import-timeout", "300ms")) {
      assertThat(small.connect(unfinishedImport(10)).read())
          .startsWith("HTTP/1.1 408 ")
          .contains("too_slow");
    }
  }

  private static String unfinishedImport(int bytes) {
    return "POST /v1/admin/products/import HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer catalog-token\r\n"
        + "Content-Type: text/csv\r\nContent-Length: 1000000\r\n\r\n"
        + Samples.CSV
        + "x".repeat(bytes);
  }

  @Test
  void closesTheConnectionsOfThoseWhoDoNotReadTheirPages() {
    try (var small = new RunningEdge("edge.unread-bytes-max", String.valueOf(8 * MEBIBYTE))) {
      var heavy = ShopSample.product(it -> it.description = "€".repeat(20_000));
      var page = new FindProducts.Found(Stream.generate(() -> heavy).limit(100).toList(), false);
      small.answer(FindProducts.class, page);
      // 6 MB for each: the kernel takes a part of it.
      var attackers = clients(24, small, "GET /v1/products?limit=100 HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(small.get("/v1/products?limit=100").json().path("data")).hasSize(100);
      await().atMost(LocalNode.SOON).until(() -> attackers.stream().anyMatch(RawClient::isCut));
      small.get("/v1/products?limit=100").is(200);
    }
  }

  @Test
  void answersAnyNumberOfPipelinedRequestsInTheirOrder() {
    edge.answer(FindProduct.class, new FindProduct.Reply.Found(Samples.lantern(1), 1));
    var requests = new StringBuilder();
    for (int i = 1; i <= 1_000; i++) {
      requests.append(
          "GET /v1/products/85123A HTTP/1.1\r\nHost: x\r\nX-Request-Id: n%d\r\n%s\r\n"
              .formatted(i, i < 1_000 ? "" : "Connection: close\r\n"));
    }
    var ids =
        edge.raw(requests.toString())
            .lines()
            .filter(line -> line.startsWith("X-Request-Id: "))
            .toList();
    assertThat(ids).hasSize(1_000).last().isEqualTo("X-Request-Id: n1000");
    assertThat(ids.get(499)).isEqualTo("X-Request-Id: n500");
  }

  @Test
  void takesNoMoreRequestsFromWhoReadsNoResponse() throws Exception {
    edge.answer(FindProduct.class, new FindProduct.Reply.Found(Samples.lantern(1), 1));
    var client = edge.connect("");
    var requests = GET_PRODUCT.repeat(1_000);
    var sender =
        Thread.startVirtualThread(() -> {
          try {
            for (int i = 0; i < 1_000; i++) {
              client.send(requests);
            }
          } catch (UncheckedIOException closed) {
            // by the end of the test
          }
        });
    assertThat(sender.join(Duration.ofSeconds(3))).as("a million were taken").isFalse();
    edge.get("/v1/products/85123A").is(200);
  }

  /** Of a product that is not in memory yet. */
  @ParameterizedTest
  @ValueSource(ints = {1, 100})
  void answersAClientThatSendsNoMore(int requests) throws IOException {
    try (var fresh = new RunningEdge()) {
      fresh.answerWith(
          FindProduct.class,
          (request, call) ->
              fresh.after(300).map(late -> new FindProduct.Reply.Found(Samples.lantern(1), 1)));
      var client = fresh.connect(GET_PRODUCT.repeat(requests));
      client.socket().shutdownOutput();
      assertThat(client.read().split("Lantern", -1)).hasSize(requests + 1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET http://evil?x=/v1/products HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET http://x/v1/products/85123A HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET //evil/v1/products HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET evil:80 HTTP/1.1\r\nHost: x\r\n\r\n",
        "CONNECT evil:80 HTTP/1.1\r\nHost: x\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n"
      })
  void refusesATargetThatIsNoPath(String request) {
    assertThat(edge.raw(request.replace("Host: x", "Host: x\r\nConnection: close")))
        .startsWith("HTTP/1.1 400 ");
  }

  /** In memory each would take a hundred times its bytes. */
  @Test
  void refusesMoreValuesThanItWouldKeep() {
    int before = edge.asked(PlaceOrder.class).size();
    edge.order("{\"lines\":[" + "{},".repeat(30_000) + "{}]}")
        .is(400, "invalid_request")
        .says("too many values");
    assertThat(edge.asked(PlaceOrder.class)).hasSize(before);
  }

  @Test
  void readsAMediaTypeOfAnyLengthInOnePass() {
    for (var type :
        List.of("application/json" + ";".repeat(7_000), "a".repeat(7_000), ";=\"".repeat(2_000))) {
      assertThat(edge.post("/v1/quotes", "{}", "Content-Type", type).status()).isIn(400, 415);
    }
  }

  private static String largeBody(int bytes) {
    return Samples.ORDER_BODY + " ".repeat(bytes - Samples.ORDER_BODY.length());
  }

  private static String unfinishedOrder(int bytes) {
    return "POST /v1/orders HTTP/1.1\r\nHost: x\r\nIdempotency-Key: k\r\nContent-Type: application/json\r\n"
        + "Content-Length: %d\r\n\r\n".formatted(bytes)
        + " ".repeat(bytes - 1);
  }

  private static List<RawClient> clients(int many, RunningEdge edge, String bytes) {
    return Stream.generate(() -> edge.connect(bytes)).limit(many).toList();
  }
}
