package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mercat.testkit.HttpReply;
import mercat.testkit.Loopback;
import mercat.testkit.RawClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bad input against the whole system: each is answered with its documented status, code and
 * pointer, and afterwards every table is what it was before.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileIT {
  private static final String NONE = "none";
  private static final int IDLE = 5_000;
  private static final String LINE = "{\"sku\":\"SOLD\",\"quantity\":6}";
  private static final String ORDER =
      """
      {"lines":[%s],"email":"guest@example.org","payment":{"method":"card","token":"tok_ok"},\
      "shippingAddress":{"name":"A","line1":"B","city":"C","country":"GB"}}\
      """
          .formatted(LINE);
  private static final String SQL = "'; drop table orders.orders; -- \\\" $1 %_\\\\";

  @AutoClose private RunningShop shop;
  private String orderId;
  private String orderToken;
  private String othersToken;
  private Map<String, String> before;

  @BeforeAll
  void open(@TempDir Path data) throws Exception {
    shop = RunningShop.open(data, Map.of("edge.body-timeout", "3s"));
    shop.sells("SOLD", 250, 1_000_000);
    shop.sells("EUROS", 250, "EUR", 1_000_000);
    var placed = shop.order("good", "a@example.org", "SOLD", 1, "tok_ok");
    orderId = placed.at("/id");
    orderToken = placed.at("/orderToken");
    othersToken = shop.order("others", "b@example.org", "SOLD", 1, "tok_ok").at("/orderToken");
    before = atRest();
  }

  /** What stands in the tables once nothing is on its way any more. */
  private Map<String, String> atRest() throws Exception {
    var last = new ArrayList<>(List.of(shop.tables()));
    await()
        .atMost(RunningShop.SOON)
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

  /** An order in which one thing was put in the place of another. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          quantity 0                  | 6}                  | 0}                  | /lines/0/quantity
          quantity -1                 | 6}                  | -1}                 | /lines/0/quantity
          quantity 1.5                | 6}                  | 1.5}                | /lines/0/quantity
          quantity 10^12              | 6}                  | 1000000000000}      | /lines/0/quantity
          quantity "6"                | 6}                  | "6"}                | /lines/0/quantity
          the same SKU twice          | LINE                | LINE,LINE           | /lines/1/sku
          no lines                    | LINE                | ``                  | /lines
          2,001 lines                 | LINE                | LINES               | /lines
          unknown field               | "email"             | "surprise":1,"email"| /surprise
          price sent by the buyer     | 6}                  | 6,"price":1}        | /lines/0/price
          total sent by the buyer     | "email"             | "total":1,"email"   | /total
          status sent by the buyer    | "email"             | "status":"x","email"| /status
          broken JSON                 | ]                   | ``                  | ``
          JSON 1,000 deep             | LINE                | DEEP                | ``
          duplicate JSON keys         | 6}                  | 6,"quantity":7}     | ``
          invalid UTF-8               | guest               | \u00ff              | ``
          NUL in a text               | "A"                 | "A\\u0000"          | /shippingAddress/name
          lone high surrogate         | "A"                 | "\\ud800"           | /shippingAddress/name
          lone low surrogate          | "B"                 | "\\udc00x"          | /shippingAddress/line1
          SQL as a SKU                | SOLD                | SQL                 | /lines/0/sku
          SQL as an e-mail            | guest@example.org   | SQL                 | /email
          SQL as a payment's method   | card                | SQL                 | /payment/method
          SQL as a payment's token    | tok_ok              | SQL                 | /payment/token
          SQL as a country            | "GB"                | "SQL"               | /shippingAddress/country
          SQL as a postcode           | "city"              | "postcode":"SQL","city" | /shippingAddress/postcode
          """)
  void refusesAnOrderWithSomethingWrong(String what, String part, String by, String pointer)
      throws Exception {
    var body = changed(part.replace("LINE", LINE), expanded(by));
    refused(order(body), 400, "invalid_request", pointer);
  }

  /** What would be long or hard to read in a table. */
  private static String expanded(String by) {
    return switch (by) {
      case "LINES" ->
          IntStream.range(0, 2_001)
              .mapToObj(i -> "{\"sku\":\"S" + i + "\",\"quantity\":1}")
              .collect(Collectors.joining(","));
      case "DEEP" -> "[".repeat(1_000) + "]".repeat(1_000);
      default -> by.replace("LINE", LINE).replace("SQL", SQL);
    };
  }

  @Test
  void refusesAnOrderOfWhatIsNotThereOrDoesNotGoTogetherOrIsTooMuch() throws Exception {
    refused(order(changed("SOLD", "NOBODYS")), 422, "unknown_sku", NONE);
    var euros = changed(LINE, LINE + "," + LINE.replace("SOLD", "EUROS"));
    refused(order(euros), 422, "currency_mismatch", NONE);
    refused(order(changed("6}", "6}" + " ".repeat(10_000_000))), 413, "too_large", NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          application/json |              | 400 | invalid_request        | header:Idempotency-Key
          application/json | LONG         | 400 | invalid_request        | header:Idempotency-Key
          application/json | ' or 1=1 --  | 400 | invalid_request        | header:Idempotency-Key
          text/plain       | bad          | 415 | unsupported_media_type | none
          """)
  void refusesAnOrderWithAWrongHeader(
      String contentType, @Nullable String key, int status, String code, String pointer)
      throws Exception {
    var headers = new ArrayList<>(List.of("Content-Type", contentType));
    if (key != null) {
      headers.addAll(List.of("Idempotency-Key", key.replace("LONG", "k".repeat(300))));
    }
    refused(shop.send("POST", "/v1/orders", ORDER, headers), status, code, pointer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          GET  | /v1/admin/orders              |                 | 401 | unauthenticated | none
          GET  | /v1/admin/orders              | Bearer x        | 401 | unauthenticated | none
          GET  | /v1/admin/orders              | Basic YTph      | 401 | unauthenticated | none
          PUT  | /v1/admin/products/SOLD       |                 | 401 | unauthenticated | none
          POST | /v1/admin/stock/SOLD/receipts |                 | 401 | unauthenticated | none
          GET  | /v1/orders                    |                 | 401 | unauthenticated | none
          GET  | /v1/orders                    | Bearer ' or 1=1 | 401 | unauthenticated | none
          GET  | /v1/orders/%27%3BSQL%3B%20--  |                 | 404 | not_found       | none
          GET  | /v1/products/%27SQL%20--      |                 | 404 | not_found       | none
          GET  | /v1/products?cursor=%27%3BSQL%3B%20--   |       | 400 | invalid_request | query:cursor
          GET  | /v1/products?limit=%27%3BSQL%3B%20--    |       | 400 | invalid_request | query:limit
          GET  | /v1/products?q=%00            |                 | 400 | invalid_request | query
          GET  | /v1/availability?sku=%27%3BSQL%3B%20--  |       | 400 | invalid_request | query:sku
          GET  | /v1/products/%2e%2e%2fadmin   |                 | 400 | invalid_request | path
          GET  | /v1//admin/orders             |                 | 400 | invalid_request | path
          GET  | /v1/admin;x/orders            |                 | 400 | invalid_request | path
          GET  | /v1/products/a%5Cb            |                 | 400 | invalid_request | path
          GET  | /v1/products/a%00             |                 | 400 | invalid_request | path
          """)
  void refusesWhoMayNotAndWhatNoPathMeans(
      String method,
      String path,
      @Nullable String authorization,
      int status,
      String code,
      String pointer)
      throws Exception {
    var headers =
        authorization == null ? List.<String>of() : List.of("Authorization", authorization);
    var meant = path.replace("SQL", "%20drop%20table%20orders.orders");
    refused(shop.send(method, meant, "", headers), status, code, pointer);
  }

  /**
   * Holds a reply to what is documented, and the tables to what they were.
   *
   * @param pointer {@link #NONE} when no field is to blame
   */
  private void refused(HttpReply reply, int status, String code, String pointer) throws Exception {
    reply.is(status, code);
    if (!pointer.equals(NONE)) {
      reply.names(pointer);
    }
    nothingChanged();
  }

  private HttpReply order(String body) throws Exception {
    return shop.place("bad", body);
  }

  @Test
  void showsAndCancelsNoOrderOfOthers() throws Exception {
    var path = "/v1/orders/" + orderId;
    shop.bearing(orderToken, "GET", path).is(200);
    for (var token : List.of("", "x", orderId + ".x", shop.token(), othersToken)) {
      var headers =
          token.isEmpty() ? List.<String>of() : List.of("Authorization", "Bearer " + token);
      for (var reply :
          List.of(
              shop.send("GET", path, "", headers),
              shop.send("POST", path + "/cancel", "", headers))) {
        assertThat(reply.is(404, "not_found").text()).doesNotContain("example.org");
      }
    }
    nothingChanged();
  }

  @Test
  void takesSqlForTheTextThatItIs() throws Exception {
    for (var parameter : List.of("q", "category")) {
      var path = "/v1/products?" + parameter + "=%27%20or%201%3D1%20--";
      var data = shop.get(path).is(200).json().get("data");
      assertThat(data).isEmpty();
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
    assumeThat(Loopback.filesMax()).as("files that this process may open").isGreaterThan(3L * IDLE);
    var idle = new ArrayList<RawClient>();
    try {
      for (int i = 0; i < IDLE; i++) {
        idle.add(RawClient.to(shop.port()));
      }
      for (int i = 0; i < 5; i++) {
        shop.order("idle-" + i, "i@example.org", "SOLD", 1, "tok_ok").is(201);
      }
    } finally {
      idle.forEach(RawClient::close);
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
}
