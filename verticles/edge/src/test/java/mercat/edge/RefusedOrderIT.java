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
  private static final String[] KEYED = {"Content-Type", RunningEdge.JSON, "Idempotency-Key", "k"};
  private static final String LINE = "{\"sku\":\"85123A\",\"quantity\":6}";

  private final RunningEdge edge = new RunningEdge();

  @AfterAll
  void close() {
    assertThat(edge.asked(PlaceOrder.class)).as("nothing bad gets past the edge").isEmpty();
    edge.close();
  }

  /** A part of the order, what stands in its place, and the fault that is named. */
  static Stream<Arguments> faults() {
    var cases =
        """
        6} | 0} | /lines/0/quantity
        6} | -1} | /lines/0/quantity
        6} | 1.5} | /lines/0/quantity
        6} | 1e12} | /lines/0/quantity
        6} | 1000001} | /lines/0/quantity
        6} | 99999999999999999999} | /lines/0/quantity
        6} | "6"} | /lines/0/quantity
        6} | null} | /lines/0/quantity
        6} | [6]} | /lines/0/quantity
        6} | true} | /lines/0/quantity
        ,"quantity":6 |  | /lines/0/quantity
        "sku":"85123A", |  | /lines/0/sku
        "85123A" | 85123 | /lines/0/sku
        85123A |  | /lines/0/sku
        85123A | a<b | /lines/0/sku
        [LINE] | {} | /lines
        [LINE] | null | /lines
        LINE |  | /lines
        LINE | LINE,LINE | /lines/1/sku
        LINE | 7 | /lines/0
        LINE | null | /lines/0
        LINE | LINE,null | /lines/1
        6} | 6,"price":1} | /lines/0/price
        6} | 6,"unitPrice":{"amount":1,"currency":"GBP"}} | /lines/0/unitPrice
        {"lines" | {"status":"confirmed","lines" | /status
        {"lines" | {"total":{"amount":1},"lines" | /total
        {"lines" | {"a/b~c":[[1]],"lines" | /a~1b~0c
        "guest@example.org" | 7 | /email
        guest@example.org | guest | /email
        guest@example.org | a b@c | /email
        guest@example.org | a@b@c | /email
        guest@example.org | \u00a0a@b | /email
        guest@example.org | a@b\u3000 | /email
        guest@example.org | a@b\ufeff | /email
        guest@ | gu\\u0000est@ | /email
        guest@ | gu\\ud800est@ | /email
        guest@ | gu\\udc00est@ | /email
        "email":"guest@example.org", |  | /email
        "card" | "cash" | /payment/method
        "card" | null | /payment/method
        {"method":"card","token":"tok_ok"} | 7 | /payment
        {"method":"card","token":"tok_ok"} | null | /payment
        tok_ok |  | /payment/token
        tok_ok | tok\\u0000 | /payment/token
        tok_ok | tok\\nok | /payment/token
        "tok_ok"} | "tok_ok","cvc":"1"} | /payment/cvc
        {"lines" | {"expectedTotal":7,"lines" | /expectedTotal
        {"lines" | {"expectedTotal":{"amount":-1,"currency":"GBP"},"lines" | /expectedTotal/amount
        {"lines" | {"expectedTotal":{"amount":1,"currency":"gbp"},"lines" | /expectedTotal/currency
        {"lines" | {"shippingAddress":{ADDRESS,"city":"C","country":"gb"},"lines" | /shippingAddress/country
        {"lines" | {"shippingAddress":{ADDRESS,"country":"GB"},"lines" | /shippingAddress/city
        {"lines" | {"shippingAddress":{ADDRESS,"city":"\u00a0 ","country":"GB"},"lines" | /shippingAddress/city
        """
            .replace("LINE", LINE)
            .replace("ADDRESS", "\"name\":\"A\",\"line1\":\"B\"");
    return Stream.concat(
        cases.lines().map(line -> line.split(" \\| ", -1)).map(c -> fault(c[0], c[1], c[2])),
        Stream.of(
            fault("85123A", "x".repeat(65), "/lines/0/sku"),
            fault(LINE, lines(2_001), "/lines"),
            fault("guest@example.org", "a".repeat(250) + "@c.de", "/email"),
            fault("tok_ok", "t".repeat(256), "/payment/token")));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void namesTheFaultByItsPointer(String body, String pointer) {
    edge.order(body).names(pointer);
  }

  @Test
  void namesEveryFaultAtOnce() {
    edge.order(
            """
            {"lines":[{"sku":"A","quantity":0},{"quantity":2},{"sku":"A","quantity":"x"}],
             "email":"nobody","payment":{"method":"card"},"status":"paid"}\
            """)
        .names(
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
    assertThat(reply.is(400).json().path("errors")).hasSize(100);
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
    edge.order(body).is(400, "invalid_request");
  }

  @Test
  void saysWhyABodyCannotBeRead() {
    var twice = Samples.ORDER_BODY.replace("6}", "6,\"quantity\":7}");
    assertThat(edge.order(twice).is(400).text()).contains("twice");
    var deep = "{\"lines\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}";
    assertThat(edge.order(deep).is(400).text()).contains("too deeply");
    for (var bytes : new String[] {"\u00ff", "\u00c0\u0080", "\u00ed\u00a0", "\u00e2\u0082"}) {
      var body = Samples.ORDER_BODY.replace("gu", bytes).getBytes(StandardCharsets.ISO_8859_1);
      assertThat(edge.post("/v1/orders", body, KEYED).is(400).text()).contains("UTF-8");
    }
    var utf16 = Samples.ORDER_BODY.getBytes(StandardCharsets.UTF_16BE);
    edge.post("/v1/orders", utf16, KEYED).is(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "application/json; charset=latin1",
        "application/json; charset=utf-8; charset=latin1"
      })
  void refusesOtherMediaTypes(String type) {
    edge.post("/v1/orders", Samples.ORDER_BODY, "Content-Type", type, "Idempotency-Key", "k")
        .is(415, "unsupported_media_type");
  }

  @Test
  void wantsAMediaTypeAndNoCompression() {
    edge.post("/v1/orders", Samples.ORDER_BODY, "Idempotency-Key", "k").is(415);
    edge.order(Samples.ORDER_BODY, "Content-Encoding", "gzip")
        .is(415)
        .has("Accept", "application/json");
  }

  @Test
  void wantsOneKey() {
    var pointer = "header:Idempotency-Key";
    edge.post("/v1/orders", Samples.ORDER_BODY, "Content-Type", RunningEdge.JSON).names(pointer);
    for (var key : new String[] {"k".repeat(300), "k".repeat(256), "two words", "tab\there"}) {
      var headers = new String[] {"Content-Type", RunningEdge.JSON, "Idempotency-Key", key};
      edge.post("/v1/orders", Samples.ORDER_BODY, headers).names(pointer);
    }
    edge.order(Samples.ORDER_BODY, "Idempotency-Key", "key-2").is(400);
  }

  @Test
  void takesUpToOneMebibyte() {
    edge.order(Samples.ORDER_BODY + " ".repeat(10 * 1024 * 1024)).is(413, "too_large");
    var padding = " ".repeat(1024 * 1024 - Samples.ORDER_BODY.length() + 1);
    edge.order(Samples.ORDER_BODY + padding).is(413);
    edge.order("{" + padding.substring(1, padding.length() - 1)).is(400);
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
