package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mercat.contracts.orders.PlaceOrder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedOrderIT {
  private static final String LINE = "{\"sku\":\"85123A\",\"quantity\":6}";

  private final RunningEdge edge = new RunningEdge();

  @AfterAll
  void close() {
    assertThat(edge.asked(PlaceOrder.class)).as("nothing bad gets past the edge").isEmpty();
    edge.close();
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault("6}", "0}", "/lines/0/quantity"),
        fault("6}", "-1}", "/lines/0/quantity"),
        fault("6}", "1.5}", "/lines/0/quantity"),
        fault("6}", "1e12}", "/lines/0/quantity"),
        fault("6}", "1000001}", "/lines/0/quantity"),
        fault("6}", "99999999999999999999}", "/lines/0/quantity"),
        fault("6}", "\"6\"}", "/lines/0/quantity"),
        fault("6}", "null}", "/lines/0/quantity"),
        fault("6}", "[6]}", "/lines/0/quantity"),
        fault("6}", "true}", "/lines/0/quantity"),
        fault(",\"quantity\":6", "", "/lines/0/quantity"),
        fault("\"sku\":\"85123A\",", "", "/lines/0/sku"),
        fault("\"85123A\"", "85123", "/lines/0/sku"),
        fault("85123A", "", "/lines/0/sku"),
        fault("85123A", "a<b", "/lines/0/sku"),
        fault("85123A", "x".repeat(65), "/lines/0/sku"),
        fault(LINE, LINE + "," + LINE, "/lines/1/sku"),
        fault(LINE, "", "/lines"),
        fault("[" + LINE + "]", "{}", "/lines"),
        fault("[" + LINE + "]", "null", "/lines"),
        fault(LINE, "7", "/lines/0"),
        fault(LINE, "null", "/lines/0"),
        fault(LINE, LINE + ",null", "/lines/1"),
        fault(LINE, lines(2_001), "/lines"),
        fault("6}", "6,\"price\":1}", "/lines/0/price"),
        fault("6}", "6,\"unitPrice\":{\"amount\":1,\"currency\":\"GBP\"}}", "/lines/0/unitPrice"),
        fault("{\"lines\"", "{\"status\":\"confirmed\",\"lines\"", "/status"),
        fault("{\"lines\"", "{\"total\":{\"amount\":1},\"lines\"", "/total"),
        fault("{\"lines\"", "{\"a/b~c\":[[1]],\"lines\"", "/a~1b~0c"),
        fault("\"guest@example.org\"", "7", "/email"),
        fault("guest@example.org", "guest", "/email"),
        fault("guest@example.org", "a b@c", "/email"),
        fault("guest@example.org", "a@b@c", "/email"),
        fault("guest@example.org", "a".repeat(250) + "@c.de", "/email"),
        fault("guest@", "gu\\u0000est@", "/email"),
        fault("guest@", "gu\\ud800est@", "/email"),
        fault("guest@", "gu\\udc00est@", "/email"),
        fault("\"email\":\"guest@example.org\",", "", "/email"),
        fault("\"card\"", "\"cash\"", "/payment/method"),
        fault("\"card\"", "null", "/payment/method"),
        fault("{\"method\":\"card\",\"token\":\"tok_ok\"}", "7", "/payment"),
        fault("{\"method\":\"card\",\"token\":\"tok_ok\"}", "null", "/payment"),
        fault("tok_ok", "", "/payment/token"),
        fault("tok_ok", "t".repeat(256), "/payment/token"),
        fault("tok_ok", "4111 1111 1111 1111", "/payment/token"),
        fault("tok_ok", "tok\\u0000", "/payment/token"),
        fault("tok_ok", "tok\\nok", "/payment/token"),
        fault("\"tok_ok\"}", "\"tok_ok\",\"cvc\":\"1\"}", "/payment/cvc"),
        fault("{\"lines\"", "{\"expectedTotal\":7,\"lines\"", "/expectedTotal"),
        fault(
            "{\"lines\"",
            "{\"expectedTotal\":{\"amount\":-1,\"currency\":\"GBP\"},\"lines\"",
            "/expectedTotal/amount"),
        fault(
            "{\"lines\"",
            "{\"expectedTotal\":{\"amount\":1,\"currency\":\"gbp\"},\"lines\"",
            "/expectedTotal/currency"),
        fault(
            "{\"lines\"",
            "{\"shippingAddress\":{\"name\":\"A\",\"line1\":\"B\",\"city\":\"C\",\"country\":\"gb\"},\"lines\"",
            "/shippingAddress/country"),
        fault(
            "{\"lines\"",
            "{\"shippingAddress\":{\"name\":\"A\",\"line1\":\"B\",\"country\":\"GB\"},\"lines\"",
            "/shippingAddress/city"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void namesTheFaultByItsPointer(String body, String pointer) {
    var reply = edge.order(body);
    assertThat(reply.status()).as(reply.text()).isEqualTo(400);
    assertThat(reply.code()).isEqualTo("invalid_request");
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.pointers()).containsExactly(pointer);
  }

  @Test
  void namesEveryFaultAtOnce() {
    var reply =
        edge.order(
            """
            {"lines":[{"sku":"A","quantity":0},{"quantity":2},{"sku":"A","quantity":"x"}],
             "email":"nobody","payment":{"method":"card"},"status":"paid"}\
            """);
    assertThat(reply.pointers())
        .containsExactly(
            "/lines/0/quantity",
            "/lines/1/sku",
            "/lines/2/quantity",
            "/lines/2/sku",
            "/email",
            "/payment/token",
            "/status");
  }

  @Test
  void namesAHundredFaultsAndForgetsNone() {
    var twice = String.join(",", Collections.nCopies(200, LINE));
    var money = "\"expectedTotal\":{\"amount\":1,\"currency\":\"gbp\"},\"email\"";
    var reply = edge.order(Samples.ORDER_BODY.replace(LINE, twice).replace("\"email\"", money));
    assertThat(reply.status()).as(reply.text()).isEqualTo(400);
    assertThat(reply.pointers()).hasSize(100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[]",
        "7",
        "null",
        "{\"lines\":[}",
        "{} {}",
        "{'a':1}",
        "{\"a\":NaN}",
        "{\"a\":1,}",
        "\uFEFF{}",
        "{\"lines\":[],\"lines\":[]}"
      })
  void refusesWhatIsNoJsonObject(String body) {
    var reply = edge.order(body);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.code()).isEqualTo("invalid_request");
  }

  @Test
  void refusesAFieldThatIsNamedTwice() {
    var reply = edge.order(Samples.ORDER_BODY.replace("6}", "6,\"quantity\":7}"));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text()).contains("twice");
  }

  @Test
  void refusesAThousandLevels() {
    var body = "{\"lines\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}";
    var reply = edge.order(body);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text()).contains("too deeply");
  }

  @Test
  void refusesWhatIsNotUtf8() {
    for (var bytes : new int[][] {{0xff}, {0xc0, 0x80}, {0xed, 0xa0, 0x80}, {0xe2, 0x82}}) {
      var body = Samples.ORDER_BODY.replace("guest@", "@@").getBytes(StandardCharsets.UTF_8);
      int at = new String(body, StandardCharsets.UTF_8).indexOf("@@");
      for (int i = 0; i < Math.min(2, bytes.length); i++) {
        body[at + i] = (byte) bytes[i];
      }
      var reply =
          edge.post("/v1/orders", body, "Content-Type", "application/json", "Idempotency-Key", "k");
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.text()).contains("UTF-8");
    }
  }

  @Test
  void refusesUtf16() {
    var body = Samples.ORDER_BODY.getBytes(StandardCharsets.UTF_16BE);
    var reply =
        edge.post("/v1/orders", body, "Content-Type", "application/json", "Idempotency-Key", "k");
    assertThat(reply.status()).isEqualTo(400);
  }

  @Test
  void refusesOtherMediaTypes() {
    for (var type :
        new String[] {
          "text/plain",
          "application/x-www-form-urlencoded",
          "application/jsonp",
          "application/json; charset=latin1",
          "application/json; charset=utf-8; charset=latin1"
        }) {
      var reply =
          edge.post("/v1/orders", Samples.ORDER_BODY, "Content-Type", type, "Idempotency-Key", "k");
      assertThat(reply.status()).isEqualTo(415);
      assertThat(reply.code()).isEqualTo("unsupported_media_type");
    }
    assertThat(edge.post("/v1/orders", Samples.ORDER_BODY, "Idempotency-Key", "k").status())
        .isEqualTo(415);
    assertThat(edge.order(Samples.ORDER_BODY, "Content-Encoding", "gzip").status()).isEqualTo(415);
  }

  @Test
  void wantsAKey() {
    for (var key : new String[] {"", "k".repeat(300), "k".repeat(256), "two words", "tab\there"}) {
      var reply =
          key.isEmpty()
              ? edge.post("/v1/orders", Samples.ORDER_BODY, "Content-Type", "application/json")
              : edge.post(
                  "/v1/orders",
                  Samples.ORDER_BODY,
                  "Content-Type",
                  "application/json",
                  "Idempotency-Key",
                  key);
      assertThat(reply.status()).as(key).isEqualTo(400);
      assertThat(reply.pointers()).containsExactly("header:Idempotency-Key");
    }
  }

  @Test
  void wantsOneKeyOnly() {
    assertThat(edge.order(Samples.ORDER_BODY, "Idempotency-Key", "key-2").status()).isEqualTo(400);
  }

  @Test
  void refusesTenMegabytes() {
    var body = Samples.ORDER_BODY + " ".repeat(10 * 1024 * 1024);
    var reply = edge.order(body);
    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.code()).isEqualTo("too_large");
  }

  @Test
  void takesUpToOneMebibyte() {
    var padding = " ".repeat(1024 * 1024 - Samples.ORDER_BODY.length() + 1);
    assertThat(edge.order(Samples.ORDER_BODY + padding).status()).isEqualTo(413);
    assertThat(edge.order("{" + padding.substring(1, padding.length() - 1)).status())
        .isEqualTo(400);
  }

  private static Arguments fault(String text, String replacement, String pointer) {
    var body = Samples.ORDER_BODY.replace(text, replacement);
    assertThat(body).isNotEqualTo(Samples.ORDER_BODY);
    return Arguments.of(body, pointer);
  }

  private static String lines(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{\"sku\":\"S" + i + "\",\"quantity\":1}")
        .collect(Collectors.joining(","));
  }
}
