package mercat.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import mercat.contracts.Sku;
import mercat.contracts.catalog.FindProduct;
import mercat.contracts.catalog.FindProducts;
import mercat.contracts.catalog.Product;
import mercat.contracts.catalog.PutProduct;
import mercat.contracts.inventory.StockLevels;
import mercat.contracts.orders.ListOrders;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.SearchOrders;
import mercat.edge.http.ErrorCode;
import mercat.testkit.LocalNode;
import mercat.testkit.ShopSample;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP as RFC 9110 and its neighbours say it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpIT {
  private static final String ENCODINGS = "Accept-Encoding";
  private static final String PRODUCT = "/v1/products/85123A";

  @AutoClose private final RunningEdge edge = new RunningEdge();

  @BeforeAll
  void sells() {
    edge.answerBy(
        FindProduct.class,
        find ->
            find.sku().value().startsWith("NO")
                ? new FindProduct.Reply.Unknown()
                : new FindProduct.Reply.Found(sold(find.sku()), 1));
    edge.answer(FindProducts.class, new FindProducts.Found(List.of(Samples.lantern(255)), false));
    edge.answer(PlaceOrder.class, new PlaceOrder.Reply.KeyReused());
    edge.answer(SearchOrders.class, new ListOrders.Found(List.of(), false));
    edge.answer(StockLevels.class, new StockLevels.Levels(List.of()));
    edge.answer(PutProduct.class, new PutProduct.Stored(1, true, true));
  }

  private static Product sold(Sku sku) {
    return ShopSample.product(it -> {
      it.sku = sku;
      it.name = "Lantern";
      it.price = Samples.pounds(255);
      it.description = sku.value().equals("LONG") ? "Lantern ".repeat(2_500) : "";
    });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/openapi.yaml", "/v1/products", PRODUCT, "/v1/products/NONE", "/v1"})
  void answersHeadAsGetButForTheBody(String path) {
    for (int i = 0; i < 3; i++) {
      var get = edge.get(path);
      var head = edge.send("HEAD", path).is(get.status());
      assertThat(head.text()).isEmpty();
      for (var header : List.of("Content-Type", "Content-Length", "ETag", "Cache-Control")) {
        head.has(header, get.header(header));
      }
    }
  }

  @Test
  void refusesAParameterThatTheOperationDoesNotKnow() {
    edge.remember(PRODUCT);
    TokenIssuer.FIRST.introduceTo(edge);
    for (var operation : ContractOracle.operations()) {
      if (operation.node().path("x-open-query").asBoolean()) {
        continue; // RFC 6749, 3.1, wants the unknown passed over
      }
      var body = operation.node().path("requestBody").path("content").fieldNames();
      var type = body.hasNext() ? body.next() : RunningEdge.JSON;
      var target =
          operation
              .path()
              .replaceAll("\\{(?:id|delivery)}", Samples.ID.toString())
              .replace("{sku}", "85123A")
              .replace("{name}", "report")
              .replace("{provider}", "sandbox")
              .replaceAll("\\{(?:context|source)}", "orders")
              .replace("{position}", "1")
              .replace("{code}", "conflict");
      var security = operation.node().path("security").toString();
      boolean isOwn = security.contains("customer") || security.contains("openid");
      var own = "Bearer " + TokenIssuer.FIRST.token("customer openid");
      var token = isOwn ? own : Samples.ADMIN[1];
      var request =
          edge.request(target + "?limits=1", "Authorization", token, "Content-Type", type)
              .method(operation.method(), BodyPublishers.ofString("{}"));
      var reply = edge.send(request).is(400, "invalid_request");
      assertThat(reply.json().path("errors").findValuesAsText("pointer"))
          .as(operation.method() + " " + target)
          .contains("query:limits");
    }
  }

  @Test
  void theFirstPageShowsTheAddressByWhichItWasAskedFor() {
    var own = "curl -i http://127.0.0.1:" + edge.port() + "/v1/orders";
    assertThat(edge.get("/").is(200).text()).contains(own).doesNotContain("{{");
    assertThat(edge.raw("GET / HTTP/1.0\r\n\r\n")).contains(own);
    assertThat(edge.raw("GET / HTTP/1.0\r\nHost: shop.example.org\r\n\r\n"))
        .contains("curl -i http://shop.example.org/v1/orders");
  }

  @Test
  void compressesWhatIsLongForWhoAsks() throws Exception {
    var path = "/v1/products/LONG";
    var plain = edge.get(path);
    edge.remember(path);
    for (var asked : List.of("gzip", "deflate;q=0.5, gzip;q=1.0", "*")) {
      var packed = fetch(path, asked, "GET");
      assertThat(packed.body()).hasSizeLessThan(1_000);
      try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
        assertThat(unpacked.readAllBytes()).asString(UTF_8).isEqualTo(plain.text());
      }
      assertThat(packed.headers().allValues("Content-Encoding")).containsExactly("gzip");
      assertThat(packed.headers().allValues("ETag")).containsExactly(plain.header("ETag"));
      assertThat(packed.headers().allValues("Vary")).containsExactly("accept-encoding");
      var head = fetch(path, asked, "HEAD");
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.headers().firstValue("Content-Length")).isEmpty();
    }
    plain.has("Vary", "accept-encoding").has("Content-Encoding", "");
    for (var asked : List.of("identity", "gzip;q=0", "br;q=0")) {
      assertThat(fetch(path, asked, "GET").body()).asString(UTF_8).isEqualTo(plain.text());
    }
    assertThat(fetch("/v1/availability?sku=a", "gzip", "GET").headers().map())
        .as("too short")
        .doesNotContainKey("content-encoding");
    assertThat(fetch(path + "?x=1", "gzip", "GET").statusCode()).isEqualTo(400);
  }

  @Test
  void writesNothingByWhatIsPrepared() {
    edge.remember(PRODUCT);
    for (var method : List.of("PUT", "POST", "DELETE")) {
      edge.send(method, PRODUCT).is(405, "method_not_allowed").has("ETag", "");
    }
    edge.send("HEAD", PRODUCT).is(200);
  }

  @Test
  void compressesOnAConnectionThatDidNotAskBefore() throws Exception {
    var path = "/v1/products/LONG";
    edge.remember(path);
    try (var client = HttpClient.newHttpClient()) {
      for (var asked : List.of("", "gzip", "", "gzip")) {
        var request = asked.isEmpty() ? edge.request(path) : edge.request(path, ENCODINGS, asked);
        var response = client.send(request.build(), BodyHandlers.ofByteArray());
        assertThat(response.headers().firstValue("Content-Encoding").orElse("")).isEqualTo(asked);
      }
    }
  }

  /** The response of the first is not there yet when the others ask. */
  @Test
  void answersPipelinedRequestsOfWhichSomeAskForCompression() {
    var slow = "GET /v1/availability?sku=a HTTP/1.1\r\nHost: x\r\n\r\n";
    var plain = "GET /v1/products/LONG HTTP/1.1\r\nHost: x\r\n\r\n";
    var asking = "GET /v1/products/LONG HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n";
    var last = "GET /v1/products/LONG HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    for (var first : List.of(slow, plain, asking)) {
      var told = edge.raw(first + asking + plain + asking + slow + asking + last);
      assertThat(told.split("HTTP/1.1 200 OK", -1)).hasSize(7 + 1);
      assertThat(told.split("HTTP/1.1 200 OK", -1)[3].toLowerCase(Locale.ROOT))
          .doesNotContain("content-encoding");
    }
  }

  private HttpResponse<byte[]> fetch(String path, String encodings, String method)
      throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var request =
          edge.request(path, ENCODINGS, encodings).method(method, BodyPublishers.noBody());
      return client.send(request.build(), BodyHandlers.ofByteArray());
    }
  }

  @Test
  void saysWhenItAnswered() {
    for (var path : List.of("/", PRODUCT, PRODUCT, "/nowhere", "/v1//x")) {
      var before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      var date =
          ZonedDateTime.parse(edge.get(path).header("Date"), DateTimeFormatter.RFC_1123_DATE_TIME);
      assertThat(date.toInstant()).isBetween(before, Instant.now());
      assertThat(edge.get(path).header("Date")).hasSize("Sun, 06 Nov 1994 08:49:37 GMT".length());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/html", "application/xml, text/*", "application/json;q=0", "*/*;q=0"})
  void isNotAcceptableWhenNothingElseIsThere(String accept) {
    for (var path : List.of("/v1/products", PRODUCT, PRODUCT, PRODUCT)) {
      edge.get(path, "Accept", accept).is(406, "not_acceptable");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "*/*",
        "text/html, application/*;q=0.1",
        "application/json; charset=utf-8",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
      })
  void isAcceptableWhenARangeFits(String accept) {
    edge.get("/v1/products", "Accept", accept).is(200);
    edge.get(PRODUCT, "Accept", accept).is(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bearer admin-token", "BEARER  admin-token", "Bearer    admin-token "})
  void takesTheSchemeInAnyCaseAndAnyNumberOfSpaces(String authorization) {
    edge.get("/v1/admin/orders", "Authorization", authorization).is(200);
  }

  @Test
  void takesAWholeNumberInEachOfItsForms() {
    for (var number : List.of("6.0", "6", "60e-1", "0.6E1")) {
      edge.order(Samples.ORDER_BODY.replace("6}", number + "}")).is(422);
      assertThat(edge.asked(PlaceOrder.class).getLast().lines().getFirst().quantity()).isEqualTo(6);
    }
    for (var number : List.of("6.1", "1e400", "1e-400", "6.0000000000000000000001")) {
      edge.order(Samples.ORDER_BODY.replace("6}", number + "}")).names("/lines/0/quantity");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"A/B", "A/B/c-1", "a b", "T.SHIRT_x-1/M", "A.", "0"})
  void addressesEverySku(String sku) {
    for (int i = 0; i < 5; i++) {
      var path =
          "/v1/products/" + URLEncoder.encode(sku, StandardCharsets.UTF_8).replace("+", "%20");
      assertThat(edge.get(path).is(200).at("/sku")).isEqualTo(sku);
    }
    edge.get("/v1/products/A/B").is(404);
  }

  @Test
  void tellsTheStockOfAHundredLongSkus() {
    var query =
        IntStream.range(100, 200)
            .mapToObj(i -> "A" + "/B".repeat(30) + i)
            .map(sku -> "sku=" + URLEncoder.encode(sku, StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    assertThat(edge.get("/v1/availability?" + query).json().path("data")).hasSize(100);
    var spaces =
        IntStream.range(0, 100)
            .mapToObj(i -> "sku=A" + "%20".repeat(62) + "Z")
            .collect(Collectors.joining("&"));
    edge.get("/v1/availability?" + spaces).is(200);
  }

  @Test
  void neverMistakesABodyForTheNextRequest() {
    // Prepared in both instances of the edge, so that the answer comes before the body.
    edge.remember(PRODUCT);
    var body = "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n";
    for (var headers :
        List.of(
            "Expect: 100-continue\r\nContent-Length: " + body.length(),
            "Content-Length: " + body.length(),
            "Expect: 100-continue\r\nTransfer-Encoding: chunked")) {
      var client =
          edge.connect("GET " + PRODUCT + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n\r\n");
      await().atMost(LocalNode.SOON).until(() -> client.available() > 0);
      client.offer(body);
      var answers = client.read();
      assertThat(answers).startsWith("HTTP/1.1 200").contains("connection: close");
      assertThat(answers.split("HTTP/1.1 ", -1)).as(answers).hasSize(2);
    }
  }

  @Test
  void servesTheExplorerFromMemory() {
    var page = edge.get("/docs").is(200);
    assertThat(page.header("Content-Security-Policy"))
        .startsWith("default-src 'none'")
        .contains("script-src 'self'")
        .doesNotContain("unsafe", "http", "*");
    var links = Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(page.text()).results();
    assertThat(links.map(link -> link.group(1)).filter(link -> !link.equals("data:,")))
        .contains("/docs/swagger-ui-bundle.js", "/docs/swagger-ui.css", "/docs/docs.js")
        .allSatisfy(path -> assertThat(edge.get(path).is(200).text()).isNotEmpty());
    edge.get("/docs/pom.xml").is(404);
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void explainsEveryCode(ErrorCode code) {
    var json = edge.get("/problems/" + code.code());
    assertThat(json.at("/status")).isEqualTo(String.valueOf(code.status()));
    assertThat(json.at("/description")).isNotBlank();
    var page = edge.get("/problems/" + code.code(), "Accept", "text/html,*/*;q=0.8");
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.text()).contains(code.code());
  }

  @Test
  void explainsNoOtherCode() {
    edge.get("/problems/nothing").is(404);
    edge.get("/problems/%3Cscript%3E").is(404);
  }

  @Test
  void tellsBrowsersToBeCareful() {
    for (var path : List.of("/", PRODUCT, "/nowhere", "/problems/not_found")) {
      edge.get(path, "Accept", "*/*")
          .has("X-Content-Type-Options", "nosniff")
          .has("Referrer-Policy", "no-referrer")
          .has("Strict-Transport-Security", "")
          .has("Access-Control-Allow-Origin", "");
    }
    var page = edge.get("/");
    page.has("X-Frame-Options", "DENY");
    assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none'");
  }

  @Test
  void letsScriptsOfTheNamedOriginsIn() {
    try (var shop =
        new RunningEdge(
            "edge.cors-origins", "https://shop.example.org,https://other.example.org",
            "edge.hsts", "1h",
            "edge.requests-max", "1")) {
      shop.answer(FindProduct.class, new FindProduct.Reply.Found(sold(Samples.LANTERN), 1));
      var origin = new String[] {"Origin", "https://shop.example.org"};
      for (int i = 0; i < 5; i++) {
        var reply =
            shop.get(PRODUCT, origin)
                .is(200)
                .has("Access-Control-Allow-Origin", origin[1])
                .has("Strict-Transport-Security", "max-age=3600");
        assertThat(reply.header("Access-Control-Expose-Headers")).contains("ETag", "Location");
        assertThat(reply.header("Vary")).containsIgnoringCase("origin");
        var preflight =
            shop.send(
                "OPTIONS", "/v1/orders",
                "Origin", origin[1],
                "Access-Control-Request-Method", "POST",
                "Access-Control-Request-Headers", "content-type,idempotency-key");
        assertThat(preflight.header("Access-Control-Allow-Methods")).contains("POST");
        assertThat(preflight.header("Access-Control-Allow-Headers"))
            .containsIgnoringCase("idempotency-key");
        shop.get(PRODUCT, "Origin", "https://evil.example.org").is(403);
        shop.get(PRODUCT).is(200);
      }
    }
  }
}
