package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mercat.contracts.orders.PlaceOrder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListenerIT {
  private final RunningEdge edge = new RunningEdge("edge.body-timeout", "500ms");

  @AfterAll
  void close() {
    edge.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/products/%2e%2e/admin",
        "/v1/products/%2E%2E%2Fadmin",
        "/v1/products/a%2fb",
        "/v1/products/a%5Cb",
        "/v1/products/a\\b",
        "/v1/products/a%00",
        "/v1//products",
        "//v1/products",
        "/v1/products/../admin/orders",
        "/v1/products/./a",
        "/v1/products/..",
        "/v1/products;a=b/x",
        "/v1/admin;/orders",
        "/v1/products/%252e",
        "/v1/products/%zz"
      })
  void refusesAPathThatMeansAnother(String path) {
    var reply = edge.raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertThat(reply).startsWith("HTTP/1.1 400 ").contains("invalid_request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nowhere",
        "/v1",
        "/v1/",
        "/v1/products/",
        "/v1/orders/a/b/c",
        "/v1/admin",
        "/V1/products",
        "/health"
      })
  void knowsNoOtherPath(String path) {
    var reply = edge.get(path);
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.code()).isEqualTo("not_found");
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DELETE|/v1/orders|GET, POST",
        "PATCH|/v1/products|GET",
        "GET|/v1/quotes|POST",
        "GET|/v1/admin/products/a|PUT",
        "DELETE|/v1/admin/products/import|POST, PUT",
        "GET|/v1/orders/1/cancel|POST",
        "FOO|/|GET"
      })
  void saysWhichMethodsAPathHas(String method, String path, String allowed) {
    var reply = edge.send(edge.request(path).method(method, BodyPublishers.noBody()));
    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.code()).isEqualTo("method_not_allowed");
    assertThat(reply.header("Allow")).isEqualTo(allowed);
  }

  @Test
  void givesBackTheRequestId() {
    assertThat(edge.get("/", "X-Request-Id", "abc-1.2_3").header("X-Request-Id"))
        .isEqualTo("abc-1.2_3");
    assertThat(edge.get("/", "X-Request-Id", "a<b>").header("X-Request-Id"))
        .matches("[0-9a-f]{16}");
    var problem = edge.get("/nowhere");
    assertThat(problem.header("X-Request-Id")).matches("[0-9a-f]{16}");
    assertThat(problem.json().path("instance").asText()).isEqualTo(problem.header("X-Request-Id"));
  }

  @Test
  void showsAPageAndTheContract() {
    var page = edge.get("/");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.text()).contains("/v1/orders");
    assertThat(page.header("Connection")).isEmpty();
    var contract = edge.get("/openapi.yaml");
    assertThat(contract.status()).isEqualTo(200);
    assertThat(contract.text()).startsWith("openapi: 3.1");
  }

  @Test
  void refusesAFloodOfHeaders() {
    var many =
        IntStream.range(0, 300).mapToObj(i -> "X-" + i + ": 1\r\n").collect(Collectors.joining());
    var reply = edge.raw("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + many + "\r\n");
    assertThat(reply).startsWith("HTTP/1.1 431 ").contains("headers_too_large");
  }

  @Test
  void refusesABodyOfTwoLengths() {
    for (var lengths :
        new String[] {
          "Content-Length: 4\r\nTransfer-Encoding: chunked",
          "Transfer-Encoding: chunked\r\nContent-Length: 4",
          "Content-Length: 4\r\nContent-Length: 5",
          "Transfer-Encoding: chunked, identity"
        }) {
      var reply =
          edge.raw(
              "POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                  + "Idempotency-Key: k\r\nConnection: close\r\n"
                  + lengths
                  + "\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
      assertThat(reply).as(lengths).startsWith("HTTP/1.1 400 ");
    }
    assertThat(edge.asked(PlaceOrder.class)).isEmpty();
  }

  @Test
  void refusesLongLinesAndHeaders() {
    var line = edge.raw("GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(line).contains(" 414 ");
    var header = edge.raw("GET / HTTP/1.1\r\nHost: x\r\nX-A: " + "x".repeat(9_000) + "\r\n\r\n");
    assertThat(header).contains(" 431 ");
  }

  @Test
  void doesNotWaitForABodyForever() {
    var reply =
        edge.raw(
            """
            POST /v1/orders HTTP/1.1\r
            Host: x\r
            Content-Type: application/json\r
            Idempotency-Key: k\r
            Content-Length: 100\r
            \r
            {\
            """);
    assertThat(reply).startsWith("HTTP/1.1 408 ").contains("too_slow");
  }

  @Test
  void refusesAnEndlessBodyAtOnce() {
    var reply =
        edge.raw(
            """
            POST /v1/orders HTTP/1.1\r
            Host: x\r
            Content-Type: application/json\r
            Idempotency-Key: k\r
            Content-Length: 99999999999\r
            \r
            {\
            """);
    assertThat(reply).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void answersAlsoWhoIsStillSending() {
    for (var path : new String[] {"/nowhere", "/v1/products", "/v1/admin/products/import"}) {
      var reply = edge.post(path, "x".repeat(3_000_000));
      assertThat(reply.status()).as(path).isIn(401, 404, 405);
    }
  }

  @Test
  void countsAChunkedBodyToo() {
    var chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
    var reply =
        edge.raw(
            """
            POST /v1/orders HTTP/1.1\r
            Host: x\r
            Content-Type: application/json\r
            Idempotency-Key: k\r
            Connection: close\r
            Transfer-Encoding: chunked\r
            \r
            """
                + chunk.repeat(20)
                + "0\r\n\r\n");
    assertThat(reply).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void bidsWhoAsksToContinue() {
    edge.answer(PlaceOrder.class, new PlaceOrder.Reply.KeyReused());
    var reply =
        edge.send(
            edge.request("/v1/orders", "Content-Type", "application/json", "Idempotency-Key", "k")
                .expectContinue(true)
                .POST(BodyPublishers.ofString(Samples.ORDER_BODY)));
    assertThat(reply.status()).isEqualTo(422);
  }

  @Test
  void answersManyRequestsOnOneConnection() throws IOException {
    edge.answer(PlaceOrder.class, new PlaceOrder.Reply.KeyReused());
    var get = "GET /v1/admin/orders HTTP/1.1\r\nHost: x\r\n\r\n";
    var post =
        "POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + "Idempotency-Key: k\r\nContent-Length: "
            + Samples.ORDER_BODY.length()
            + "\r\n\r\n"
            + Samples.ORDER_BODY;
    var last = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
      socket.setSoTimeout(10_000);
      var all = (get + post).repeat(5) + last;
      socket.getOutputStream().write(all.getBytes(StandardCharsets.UTF_8));
      var text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(text.split("HTTP/1.1 401 ", -1)).hasSize(6);
      assertThat(text.split("HTTP/1.1 422 ", -1)).hasSize(6);
      assertThat(text.split("HTTP/1.1 200 ", -1)).hasSize(2);
    }
  }
}
