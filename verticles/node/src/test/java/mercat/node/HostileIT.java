package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bad input against the whole system: each is answered with its documented status, code and
 * pointer, and afterwards every table is what it was before.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileIT {
  private static final String NONE = "none";
  private static final int IDLE = 5_000;
  private static final String JSON = "application/json";
  private static final String LINE = "{\"sku\":\"SOLD\",\"quantity\":6}";
  private static final String ADDRESS =
      ",\"shippingAddress\":{\"name\":\"A\",\"line1\":\"B\",\"city\":\"C\",\"country\":\"GB\"}";
  private static final String ORDER =
      "{\"lines\":["
          + LINE
          + "],\"email\":\"guest@example.org\",\"payment\":{\"method\":\"card\",\"token\":\"tok_ok\"}"
          + ADDRESS
          + "}";
  private static final String SQL = "'; drop table orders.orders; -- \\\" $1 %_\\\\";

  private RunningShop shop;
  private String orderId;
  private Map<String, String> before;

  /**
   * A request that must be refused.
   *
   * @param body a character for each byte
   * @param pointer {@link #NONE} when no field is to blame
   */
  record Bad(
      String what,
      String method,
      String path,
      String body,
      List<String> headers,
      int status,
      String code,
      String pointer) {
    static Bad order(String what, String body, int status, String code, String pointer) {
      var headers = List.of("Content-Type", JSON, "Idempotency-Key", "bad");
      return new Bad(what, "POST", "/v1/orders", body, headers, status, code, pointer);
    }

    static Bad order(String what, String part, String by, String pointer) {
      return order(what, changed(part, by), 400, "invalid_request", pointer);
    }

    static Bad headers(String what, List<String> headers, int status, String code, String pointer) {
      return new Bad(what, "POST", "/v1/orders", ORDER, headers, status, code, pointer);
    }

    static Bad bare(
        String method, String path, List<String> headers, int status, String code, String pointer) {
      var what = method + " " + path + " " + headers;
      return new Bad(what, method, path, "", headers, status, code, pointer);
    }

    @Override
    public String toString() {
      return what;
    }
  }

  @BeforeAll
  void open(@TempDir Path data) throws Exception {
    shop = RunningShop.open(data, Map.of("edge.body-timeout", "1s"));
    shop.sells("SOLD", 250, 1_000_000);
    shop.sells("EUROS", 250, "EUR", 1_000_000);
    var placed = shop.order("good", "a@example.org", "SOLD", 1, "tok_ok").join();
    orderId = new JsonObject(placed.body()).getString("id");
    before = atRest();
  }

  @AfterAll
  void close() {
    shop.close();
  }

  /** What stands in the tables once nothing is on its way any more. */
  private Map<String, String> atRest() throws Exception {
    var last = new ArrayList<>(List.of(shop.tables()));
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(1_500))
        .until(() -> {
          last.add(shop.tables());
          return last.getLast().equals(last.get(last.size() - 2));
        });
    return last.getLast();
  }

  private void nothingChanged() throws Exception {
    assertThat(shop.tables()).isEqualTo(before);
  }

  static Stream<Bad> badOrders() {
    var key = List.of("Content-Type", JSON, "Idempotency-Key");
    return Stream.of(
        Bad.headers("no key", key.subList(0, 2), 400, "invalid_request", "header:Idempotency-Key"),
        Bad.headers(
            "key of 300 characters",
            List.of("Content-Type", JSON, "Idempotency-Key", "k".repeat(300)),
            400,
            "invalid_request",
            "header:Idempotency-Key"),
        Bad.order("unknown SKU", changed("SOLD", "NOBODYS"), 422, "unknown_sku", NONE),
        Bad.order("quantity 0", "6}", "0}", "/lines/0/quantity"),
        Bad.order("quantity -1", "6}", "-1}", "/lines/0/quantity"),
        Bad.order("quantity 1.5", "6}", "1.5}", "/lines/0/quantity"),
        Bad.order("quantity 10^12", "6}", "1000000000000}", "/lines/0/quantity"),
        Bad.order("quantity \"6\"", "6}", "\"6\"}", "/lines/0/quantity"),
        Bad.order("the same SKU twice", LINE, LINE + "," + LINE, "/lines/1/sku"),
        Bad.order("no lines", LINE, "", "/lines"),
        Bad.order("2,001 lines", LINE, lines(2_001), "/lines"),
        Bad.order("unknown field", "\"email\"", "\"surprise\":1,\"email\"", "/surprise"),
        Bad.order("price sent by the buyer", "6}", "6,\"price\":1}", "/lines/0/price"),
        Bad.order("total sent by the buyer", "\"email\"", "\"total\":1,\"email\"", "/total"),
        Bad.order("status sent by the buyer", "\"email\"", "\"status\":\"x\",\"email\"", "/status"),
        Bad.order(
            "currency mismatch",
            changed(LINE, LINE + "," + LINE.replace("SOLD", "EUROS")),
            422,
            "currency_mismatch",
            NONE),
        Bad.order("broken JSON", "]", "", ""),
        Bad.order("JSON 1,000 deep", LINE, "[".repeat(1_000) + "]".repeat(1_000), ""),
        Bad.order("duplicate JSON keys", "6}", "6,\"quantity\":7}", ""),
        Bad.order(
            "10 MB body", changed("6}", "6}" + " ".repeat(10_000_000)), 413, "too_large", NONE),
        Bad.headers(
            "wrong content type",
            List.of("Content-Type", "text/plain", "Idempotency-Key", "bad"),
            415,
            "unsupported_media_type",
            NONE),
        Bad.order("invalid UTF-8", notUtf8(), 400, "invalid_request", ""),
        Bad.order("NUL in a text", "\"A\"", "\"A\\u0000\"", "/shippingAddress/name"),
        Bad.order("lone high surrogate", "\"A\"", "\"\\ud800\"", "/shippingAddress/name"),
        Bad.order("lone low surrogate", "\"B\"", "\"\\udc00x\"", "/shippingAddress/line1"),
        Bad.order("SQL as a SKU", "SOLD", SQL, "/lines/0/sku"),
        Bad.order("SQL as an e-mail", "guest@example.org", SQL, "/email"),
        Bad.order("SQL as a payment's method", "card", SQL, "/payment/method"),
        Bad.order("SQL as a payment's token", "tok_ok", SQL, "/payment/token"),
        Bad.order("SQL as a country", "\"GB\"", "\"" + SQL + "\"", "/shippingAddress/country"),
        Bad.order(
            "SQL as a postcode", "\"city\"", longSql("postcode"), "/shippingAddress/postcode"),
        Bad.headers(
            "SQL as a key",
            List.of("Content-Type", JSON, "Idempotency-Key", "' or 1=1 --"),
            400,
            "invalid_request",
            "header:Idempotency-Key"));
  }

  static Stream<Bad> badQuestions() {
    var staff = "/v1/admin/orders";
    var sql = "%27%3B%20drop%20table%20orders.orders%3B%20--";
    return Stream.of(
        Bad.bare("GET", staff, List.of(), 401, "unauthenticated", NONE),
        Bad.bare("GET", staff, List.of("Authorization", "Bearer x"), 401, "unauthenticated", NONE),
        Bad.bare(
            "GET", staff, List.of("Authorization", "Basic YTph"), 401, "unauthenticated", NONE),
        Bad.bare("PUT", "/v1/admin/products/SOLD", List.of(), 401, "unauthenticated", NONE),
        Bad.bare("POST", "/v1/admin/stock/SOLD/receipts", List.of(), 401, "unauthenticated", NONE),
        Bad.bare("GET", "/v1/orders", List.of(), 401, "unauthenticated", NONE),
        Bad.bare(
            "GET",
            "/v1/orders",
            List.of("Authorization", "Bearer ' or 1=1"),
            401,
            "unauthenticated",
            NONE),
        Bad.bare("GET", "/v1/orders/" + sql, List.of(), 404, "not_found", NONE),
        Bad.bare(
            "GET", "/v1/products/" + sql.replace("%3B", ""), List.of(), 404, "not_found", NONE),
        Bad.bare(
            "GET", "/v1/products?cursor=" + sql, List.of(), 400, "invalid_request", "query:cursor"),
        Bad.bare(
            "GET", "/v1/products?limit=" + sql, List.of(), 400, "invalid_request", "query:limit"),
        Bad.bare("GET", "/v1/products?q=%00", List.of(), 400, "invalid_request", "query"),
        Bad.bare(
            "GET", "/v1/availability?sku=" + sql, List.of(), 400, "invalid_request", "query:sku"),
        Bad.bare("GET", "/v1/products/%2e%2e%2fadmin", List.of(), 400, "invalid_request", "path"),
        Bad.bare("GET", "/v1//admin/orders", List.of(), 400, "invalid_request", "path"),
        Bad.bare("GET", "/v1/admin;x/orders", List.of(), 400, "invalid_request", "path"),
        Bad.bare("GET", "/v1/products/a%5Cb", List.of(), 400, "invalid_request", "path"),
        Bad.bare("GET", "/v1/products/a%00", List.of(), 400, "invalid_request", "path"));
  }

  @ParameterizedTest
  @MethodSource({"badOrders", "badQuestions"})
  void refusesAndChangesNothing(Bad bad) throws Exception {
    var reply = shop.send(bad.method(), bad.path(), bad.body(), bad.headers());
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(bad.status());
    assertThat(reply.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    var problem = new JsonObject(reply.body());
    assertThat(problem.getString("code")).isEqualTo(bad.code());
    if (!bad.pointer().equals(NONE)) {
      var errors = problem.getJsonArray("errors");
      assertThat(errors).as(reply.body()).hasSize(1);
      assertThat(errors.getJsonObject(0).getString("pointer")).isEqualTo(bad.pointer());
    }
    nothingChanged();
  }

  @Test
  void showsAndCancelsNoOrderOfOthers() throws Exception {
    for (var token : List.of("", "x", orderId + ".x", shop.token())) {
      var headers =
          token.isEmpty() ? List.<String>of() : List.of("Authorization", "Bearer " + token);
      var path = "/v1/orders/" + orderId;
      for (var reply :
          List.of(
              shop.send("GET", path, "", headers),
              shop.send("POST", path + "/cancel", "", headers))) {
        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(reply.body()).contains("\"code\":\"not_found\"").doesNotContain("example.org");
      }
    }
    nothingChanged();
  }

  @Test
  void takesSqlForTheTextThatItIs() throws Exception {
    for (var parameter : List.of("q", "category")) {
      var reply =
          shop.send("GET", "/v1/products?" + parameter + "=%27%20or%201%3D1%20--", "", List.of());
      assertThat(reply.statusCode()).isEqualTo(200);
      assertThat(new JsonObject(reply.body()).getJsonArray("data")).isEmpty();
    }
    nothingChanged();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 4",
        "Transfer-Encoding: chunked\r\nX-A: 1\r\n folded"
      })
  void refusesABodyOfTwoLengths(String lengths) throws Exception {
    var body = Integer.toHexString(ORDER.length()) + "\r\n" + ORDER + "\r\n0\r\n\r\n";
    var reply = shop.raw(post(lengths) + body);
    assertThat(reply).startsWith("HTTP/1.1 400 ").contains("\"code\":\"invalid_request\"");
    nothingChanged();
  }

  @Test
  void refusesThreeHundredHeaders() throws Exception {
    var many =
        IntStream.range(0, 300).mapToObj(i -> "X-" + i + ": 1").collect(Collectors.joining("\r\n"));
    var reply = shop.raw(post("Content-Length: " + ORDER.length() + "\r\n" + many) + ORDER);
    assertThat(reply).startsWith("HTTP/1.1 431 ").contains("\"code\":\"headers_too_large\"");
    nothingChanged();
  }

  @Test
  void doesNotWaitForASlowBody() throws Exception {
    var reply = shop.raw(post("Content-Length: " + ORDER.length()) + ORDER.substring(1));
    assertThat(reply).startsWith("HTTP/1.1 408 ").contains("\"code\":\"too_slow\"");
    nothingChanged();
  }

  @Test
  void takesAnOrderBesideFiveThousandIdleConnections() throws Exception {
    assumeThat(filesMax()).as("files that this process may open").isGreaterThan(3L * IDLE);
    var idle = new ArrayList<Socket>();
    try {
      for (int i = 0; i < IDLE; i++) {
        idle.add(new Socket(InetAddress.getLoopbackAddress(), shop.port()));
      }
      var took =
          IntStream.range(0, 5)
              .mapToLong(i -> {
                long began = System.nanoTime();
                var placed = shop.order("idle-" + i, "i@example.org", "SOLD", 1, "tok_ok").join();
                assertThat(placed.statusCode()).isEqualTo(201);
                return System.nanoTime() - began;
              })
              .min()
              .orElseThrow();
      assertThat(Duration.ofNanos(took)).isLessThan(Duration.ofSeconds(1));
    } finally {
      for (var socket : idle) {
        socket.close();
      }
      before = atRest();
    }
  }

  private static String post(String lengths) {
    return """
    POST /v1/orders HTTP/1.1\r
    Host: x\r
    Content-Type: application/json\r
    Idempotency-Key: bad\r
    %s\r
    \r
    """
        .formatted(lengths);
  }

  private static String changed(String part, String by) {
    assertThat(ORDER).contains(part);
    return ORDER.replaceFirst(Pattern.quote(part), Matcher.quoteReplacement(by));
  }

  private static String notUtf8() {
    return changed("guest", "\u00ff");
  }

  private static String longSql(String field) {
    return "\"" + field + "\":\"" + SQL + "\",\"city\"";
  }

  private static String lines(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{\"sku\":\"S" + i + "\",\"quantity\":1}")
        .collect(Collectors.joining(","));
  }

  private static long filesMax() throws IOException {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : 0;
  }
}
