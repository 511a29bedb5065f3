package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import mercat.contracts.orders.PlaceOrder;
import mercat.testkit.LocalNode;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListenerIT {
  /** The head of an order, up to what says how long its body is. */
  private static final String ORDER =
      """
      POST /v1/orders HTTP/1.1\r
      Host: x\r
      Content-Type: application/json\r
      Idempotency-Key: k\r
      """;

  static final String[] MISLEADING =
      """
      /v1/products/%2e%2e/admin /v1/products/%2E%2E%2Fadmin /v1/products/%2fb
      /v1/products/a%2f%2fb /v1/products/a%2f..%2fb /v1%2f/admin /v1/products/a%5Cb
      /v1/products/a\\b /v1/products/a%00 /v1//products //v1/products
      /v1/products/../admin/orders /v1/products/./a /v1/products/.. /v1/products;a=b/x
      /v1/admin;/orders /v1/products/%252e /v1/products/%zz\
      """
          .split("\\s+");

  static final String[] UNKNOWN =
      """
      /nowhere /v1 /v1/ /v1/products/ /v1/products/a%2f /v1%2fproducts /v1/orders/a/b/c
      /v1/admin /V1/products /health\
      """
          .split("\\s+");

  @AutoClose private final RunningEdge edge = new RunningEdge();

  /** One that waits for nobody. */
  @AutoClose
  private final RunningEdge impatient =
      new RunningEdge("edge.body-timeout", "500ms", "edge.head-timeout", "500ms");

  @ParameterizedTest
  @FieldSource("MISLEADING")
  void refusesAPathThatMeansAnother(String path) {
    var reply = edge.raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertThat(reply).startsWith("HTTP/1.1 400 ").contains("invalid_request");
  }

  @ParameterizedTest
  @FieldSource("UNKNOWN")
  void knowsNoOtherPath(String path) {
    edge.get(path).is(404, "not_found");
  }

  @Test
  void namesNoMethodsWhereThereIsNoPath() {
    edge.send("OPTIONS", "/nowhere").is(404, "not_found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DELETE|/v1/orders|GET, HEAD, OPTIONS, POST",
        "PATCH|/v1/products|GET, HEAD, OPTIONS",
        "GET|/v1/quotes|OPTIONS, POST",
        "DELETE|/v1/admin/products/a|GET, HEAD, OPTIONS, PUT",
        "DELETE|/v1/admin/products/import|GET, HEAD, OPTIONS, POST, PUT",
        "GET|/v1/orders/1/cancel|OPTIONS, POST",
        "PUT|/v1/products/85123A|GET, HEAD, OPTIONS",
        "POST|/docs|GET, HEAD, OPTIONS",
        "FOO|/|GET, HEAD, OPTIONS"
      })
  void saysWhichMethodsAPathHas(String method, String path, String allowed) {
    edge.send(method, path).is(405, "method_not_allowed").has("Allow", allowed);
    edge.send("OPTIONS", path).is(204).has("Allow", allowed);
  }

  @Test
  void givesBackTheRequestId() {
    edge.get("/", "X-Request-Id", "abc-1.2_3").has("X-Request-Id", "abc-1.2_3");
    assertThat(edge.get("/", "X-Request-Id", "a<b>").header("X-Request-Id"))
        .matches("[0-9a-f]{16}");
    var problem = edge.get("/nowhere");
    assertThat(problem.header("X-Request-Id")).matches("[0-9a-f]{16}");
    assertThat(problem.at("/instance")).isEqualTo(problem.header("X-Request-Id"));
  }

  @Test
  void showsAPageAndTheContract() {
    var page = edge.get("/").is(200).has("Connection", "");
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.text()).contains("/v1/orders");
    assertThat(edge.get("/openapi.yaml").is(200).text()).startsWith("openapi: 3.1");
  }

  @Test
  void refusesLongLinesAndHeaders() {
    refused("GET /" + "x".repeat(25_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", 414, "uri_too_long");
    refused("GET /" + "x".repeat(100_000), 414, "uri_too_long");
    var long1 = "X-A: " + "x".repeat(9_000) + "\r\n";
    var long90 = ("X-A: " + "x".repeat(200) + "\r\n").repeat(90);
    var short300 = "X-A: 1\r\n".repeat(300);
    for (var headers : new String[] {long1, long90, short300}) {
      refused("GET / HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n", 431, "headers_too_large");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 4",
        "Content-Length: 4\r\nContent-Length: 5",
        "Content-Length: 4\r\nContent-Length: 4",
        "Content-Length: 4, 4",
        "Content-Length: +4",
        "Content-Length: -4",
        "Content-Length: 0x4",
        "Content-Length: 99999999999999999999",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding: \u000bchunked",
        "Transfer-Encoding:\r\n chunked",
        "X-A: 1\r\n folded",
        "X-A: 1\r\n\tfolded",
        "X-A: 1\nTransfer-Encoding: chunked",
        "X-A: 1\rX-B: 2",
        "X-A: \u0000",
        "X-A: \u0001",
        "X\u0001: 1",
        "X A: 1",
        "no colon",
        ": no name",
        "Host: y",
        "Host: a b"
      })
  void refusesAHeadThatAnotherServerMightReadDifferently(String header) {
    int asked = edge.asked(PlaceOrder.class).size();
    var body = "2\r\n{}\r\n0\r\n\r\nGET /openapi.yaml HTTP/1.1\r\nHost: x\r\n\r\n";
    refused(ORDER + header + "\r\n\r\n" + body, 400, "invalid_request");
    assertThat(edge.asked(PlaceOrder.class)).hasSize(asked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\nHost: x\n\n",
        "GET / HTTP/1.1\r\n X-A: 1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1 \r\nHost: x\r\n\r\n",
        "GET / HTTP/1.2\r\nHost: x\r\n\r\n",
        "GET / HTTP/2.0\r\nHost: x\r\n\r\n",
        "GET /\r\n\r\n",
        "GET /\u0000 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /\u0001 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /\u00e4 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
        "G=ET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "\u0000\u0001GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "POST /v1/orders HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003 no TLS here\r\n\r\n"
      })
  void refusesWhatIsNoRequest(String bytes) {
    refused(bytes, 400, "invalid_request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zz\r\n{}", "-2\r\n{}", "ffffffffffffffff\r\n{}", "2\n{}", "2\r\n{}xx"})
  void hangsUpOnBrokenChunks(String chunks) {
    int asked = edge.asked(PlaceOrder.class).size();
    var reply = edge.raw(ORDER + "Transfer-Encoding: chunked\r\n\r\n" + chunks + "\r\n0\r\n\r\n");
    assertThat(reply).isEmpty();
    assertThat(edge.asked(PlaceOrder.class)).hasSize(asked);
  }

  /** The one answer is a problem, after which the server hangs up. */
  private void refused(String bytes, int status, String code) {
    refused(edge, bytes, status, code);
  }

  private static void refused(RunningEdge by, String bytes, int status, String code) {
    var reply = by.raw(bytes);
    assertThat(reply.split("HTTP/1\\.[01] ", -1)).as(reply).hasSize(2);
    assertThat(reply).matches("(?s)HTTP/1\\.[01] " + status + " .*");
    assertThat(reply).contains("application/problem+json").contains("\"code\":\"" + code + "\"");
    assertThat(ContractOracle.faults(ContractOracle.PROBLEM, reply.split("\r\n\r\n", 2)[1]))
        .isEmpty();
  }

  @Test
  void doesNotWaitForABodyForever() {
    var reply = impatient.raw(ORDER + "Content-Length: 100\r\n\r\n{");
    assertThat(reply).startsWith("HTTP/1.1 408 ").contains("too_slow");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: x\r\nX-A: "})
  void doesNotWaitForAHeadForever(String beginning) {
    refused(impatient, beginning, 408, "too_slow");
  }

  @Test
  void isNotDeceivedByAHeadThatTrickles() {
    var client = impatient.connect("GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\n");
    await()
        .pollInterval(Duration.ofMillis(100))
        .atMost(LocalNode.SOON)
        .until(() -> !client.offer("X-A: 1\r\n"));
    assertThat(client.read()).contains("too_slow");
  }

  @Test
  void refusesAnEndlessBodyAtOnce() {
    var reply = edge.raw(ORDER + "Content-Length: 99999999999\r\n\r\n{");
    assertThat(reply).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void answersAlsoWhoIsStillSending() {
    var body = "x".repeat(3_000_000);
    edge.post("/nowhere", body).is(404);
    edge.post("/v1/products", body).is(405);
    edge.post("/v1/admin/products/import", body).is(401);
  }

  @Test
  void countsAChunkedBodyToo() {
    var chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
    var chunked = "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
    var reply = edge.raw(ORDER + chunked + chunk.repeat(20) + "0\r\n\r\n");
    assertThat(reply).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void bidsWhoAsksToContinue() {
    edge.answer(PlaceOrder.class, new PlaceOrder.Reply.KeyReused());
    edge.send(
            edge.request("/v1/orders", "Content-Type", "application/json", "Idempotency-Key", "k")
                .expectContinue(true)
                .POST(BodyPublishers.ofString(Samples.ORDER_BODY)))
        .is(422);
  }

  @Test
  void answersManyRequestsOnOneConnection() {
    edge.answer(PlaceOrder.class, new PlaceOrder.Reply.KeyReused());
    var get = "GET /v1/admin/orders HTTP/1.1\r\nHost: x\r\n\r\n";
    var length = "Content-Length: " + Samples.ORDER_BODY.length() + "\r\n\r\n";
    var post = ORDER + length + Samples.ORDER_BODY;
    var last = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    var text = edge.raw((get + post).repeat(5) + last);
    assertThat(text.split("HTTP/1.1 401 ", -1)).hasSize(6);
    assertThat(text.split("HTTP/1.1 422 ", -1)).hasSize(6);
    assertThat(text.split("HTTP/1.1 200 ", -1)).hasSize(2);
  }
}
