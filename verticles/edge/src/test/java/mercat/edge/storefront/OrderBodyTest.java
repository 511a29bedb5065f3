package mercat.edge.storefront;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import mercat.edge.contract.ApiContract;
import mercat.edge.contract.ContractSchema;
import mercat.edge.http.Problem;
import mercat.edge.json.ApiJson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An order that is read straight from its body is the one that the schema allows. */
class OrderBodyTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int BODIES = 40_000;

  private static final String ID = "0192f0c1-7b5e-7c3a-9d6e-0a1b2c3d4e5f";

  /** An id as Jackson reads it too. */
  private static final String BASE64 = "AZLwwXteXDqdbgobLD1OXw==";

  /** What stands at the edge of some rule, or beyond it. */
  private static final List<Supplier<JsonNode>> ODD =
      List.of(
          () -> JSON.nullNode(),
          () -> JSON.getNodeFactory().booleanNode(true),
          () -> number("0"),
          () -> number("1"),
          () -> number("-1"),
          () -> number("6.0"),
          () -> number("6.5"),
          () -> number("1E+2"),
          () -> number("1000000"),
          () -> number("1000001"),
          () -> number("9007199254740992"),
          () -> number("9007199254740993"),
          () -> number("9223372036854775808"),
          () -> JSON.createObjectNode(),
          () -> JSON.createArrayNode(),
          () -> JSON.createArrayNode().add("card"),
          () -> text(""),
          () -> text(" "),
          () -> text("5"),
          () -> text("null"),
          () -> text("card"),
          () -> text("cards"),
          () -> text("GB"),
          () -> text("gB"),
          () -> text("Gb"),
          () -> text("GBP"),
          () -> text("a/b"),
          () -> text("a/-b"),
          () -> text("\u00e9"),
          () -> text("\u200b"),
          () -> text("\u007f"),
          () -> text("\u0085"),
          () -> text("\ufffd"),
          () -> text("\ud83c\udf81"),
          () -> text("tok_4242424242424242"),
          () -> text("4242424242424242"),
          () -> text("4242 4242 4242 4242"),
          () -> text("a 4242-4242-4242-4242@shop.example"),
          () -> text("4242424242424242@shop.example"),
          () -> text("guest@shop@example.org"),
          () -> text("guest\u00a0@example.org"),
          () -> text("g\u00fcst@example.org"),
          () -> text("@example.org"),
          () -> text("guest@"),
          () -> text("x".repeat(64) + "@" + "y".repeat(189)),
          () -> text("x".repeat(65) + "@y"),
          () -> text("x@" + "y".repeat(190)),
          () -> text("x".repeat(20)),
          () -> text("x".repeat(21)),
          () -> text("x".repeat(40)),
          () -> text("x".repeat(41)),
          () -> text("x".repeat(100)),
          () -> text("x".repeat(101)),
          () -> text("x".repeat(200)),
          () -> text("x".repeat(201)),
          () -> text("x".repeat(255)),
          () -> text("x".repeat(256)),
          () -> text(ID),
          () -> text(BASE64));

  private static final List<String> MEMBERS =
      List.of("lines", "sku", "email", "Email", "amount", "coupon", "line2", "note", "");

  private final ContractSchema schema = schema();
  private final Random random = new Random(59);

  private static ContractSchema schema() {
    var operation =
        ApiContract.ofEdge().operations().stream()
            .filter(any -> any.id().equals("placeOrder"))
            .findFirst()
            .orElseThrow();
    return requireNonNull(operation.bodies().get(ApiJson.MEDIA_TYPE));
  }

  private static JsonNode number(String text) {
    return JSON.getNodeFactory().numberNode(new BigDecimal(text));
  }

  private static JsonNode text(String text) {
    return JSON.getNodeFactory().textNode(text);
  }

  private static JsonNode lines(int count) {
    var lines = JSON.createArrayNode();
    IntStream.range(0, count)
        .forEach(i -> lines.addObject().put("sku", "S" + i).put("quantity", 1));
    return lines;
  }

  @Test
  void whatIsReadDirectlyIsWhatTheSchemaAllows() {
    int direct = 0;
    int allowed = 0;
    for (int i = 0; i < BODIES; i++) {
      var order = order();
      int changes = random.nextInt(4);
      for (int change = 0; change < changes; change++) {
        changeSomewhere(order);
      }
      var body =
          Buffer.buffer(random.nextInt(4) == 0 ? scrawled(order.toString()) : order.toString());
      var read = OrderBody.READER.read(body);
      var bySchema = bySchema(body);
      if (read != null) {
        assertThat(bySchema).as("%s", body).isEqualTo(read);
        direct++;
      }
      allowed += bySchema == null ? 0 : 1;
    }
    assertThat(allowed).isBetween(BODIES / 5, BODIES / 2);
    assertThat(direct).isGreaterThan(allowed / 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        {"lines":[{"sku":"85123A","quantity":6}],"email":"guest@example.org",
         "payment":{"method":"card","token":"tok_ok"}}\
        """,
        """
        {"lines":[{"sku":"A","quantity":1},{"sku":"B/2","quantity":1000000}],"email":"a.b+c@shop.example",
         "payment":{"method":"card","token":"pm_1NvVQx2eZvKYlo2C"},"coupon":"spring-10",
         "shippingAddress":{"name":"Zo\u00eb","line1":"1 Rue \u00c9mile","city":"Li\u00e8ge","country":"BE"},
         "expectedTotal":{"amount":1999,"currency":"GBP"}}\
        """
      })
  void ordinaryOrdersAreReadDirectly(String body) {
    var read = OrderBody.READER.read(Buffer.buffer(body));
    assertThat(read).isNotNull().isEqualTo(bySchema(Buffer.buffer(body)));
  }

  private @Nullable OrderBody bySchema(Buffer body) {
    try {
      return schema.read(body, OrderBody.class);
    } catch (Problem refused) {
      return null;
    }
  }

  private ObjectNode order() {
    var order = JSON.createObjectNode();
    var lines = order.putArray("lines");
    for (int i = random.nextInt(3); i >= 0; i--) {
      lines.addObject().put("sku", "S" + i).put("quantity", 1 + random.nextInt(9));
    }
    order.put("email", "guest" + random.nextInt(100) + "@example.org");
    order.putObject("payment").put("method", "card").put("token", "tok_ok");
    if (random.nextInt(3) == 0) {
      order.putObject("expectedTotal").put("amount", random.nextInt(10_000)).put("currency", "GBP");
    }
    if (random.nextInt(3) == 0) {
      order.put("coupon", random.nextInt(9) == 0 ? "4242424242424242" : "Spring_10");
    }
    if (random.nextInt(8) == 0) {
      order.put("shippingAddressId", random.nextBoolean() ? ID : BASE64);
    }
    if (random.nextInt(2) == 0) {
      order
          .putObject("shippingAddress")
          .put("name", " Ada L\u00f6we")
          .put("line1", "1 High Street")
          .put("line2", "")
          .put("city", "Bath")
          .put("country", "GB");
    }
    return order;
  }

  /** Puts, in place of a value at any depth or beside it, an odd one, or takes it away. */
  private void changeSomewhere(ObjectNode order) {
    var places = new ArrayList<JsonNode>();
    collect(order, places);
    var place = places.get(random.nextInt(places.size()));
    var odd = ODD.get(random.nextInt(ODD.size())).get();
    if (place instanceof ArrayNode list) {
      change(list, odd);
    } else if (place instanceof ObjectNode object) {
      change(object, odd);
    }
  }

  private void change(ArrayNode list, JsonNode odd) {
    int at = list.isEmpty() ? -1 : random.nextInt(list.size());
    switch (random.nextInt(3)) {
      case 0 -> list.add(odd);
      case 1 -> list.add(at < 0 ? odd : list.get(at).deepCopy());
      default -> {
        if (at >= 0) {
          list.remove(at);
        }
      }
    }
  }

  private void change(ObjectNode object, JsonNode odd) {
    var names = List.copyOf(object.properties());
    var name = names.isEmpty() ? "" : names.get(random.nextInt(names.size())).getKey();
    switch (random.nextInt(5)) {
      case 0 -> object.remove(name);
      case 1 -> object.set(MEMBERS.get(random.nextInt(MEMBERS.size())), odd);
      default -> object.set(name, odd);
    }
  }

  private static void collect(JsonNode node, List<JsonNode> places) {
    if (node.isContainerNode()) {
      places.add(node);
      node.forEach(child -> collect(child, places));
    }
  }

  /** The same text with a character changed, or with something said twice, before or after it. */
  private String scrawled(String json) {
    int at = random.nextInt(json.length());
    var some = " \"\\{}[],:0e.-\u00e9\u0000\u001f\ufeffn".charAt(random.nextInt(18));
    return switch (random.nextInt(8)) {
      case 0 -> json.substring(0, at) + json.substring(at + 1);
      case 1 -> json.substring(0, at) + some + json.substring(at);
      case 2 -> json.substring(0, at) + some + json.substring(at + 1);
      case 3 -> json.replaceFirst("\\{", "{\"email\":\"guest@example.org\",");
      case 4 -> json + " " + some;
      case 5 -> json.replace("\"\"", "\"\\u0000\"");
      case 6 -> json.replace("\"\"", "\"\\ud800\"");
      default -> json.replace("S", "\\u0053");
    };
  }

  @Test
  void anOrderHasNoMoreLinesThanTheSchemaAllows() {
    var order = order();
    order.remove("shippingAddressId");
    order.set("lines", lines(2_000));
    assertThat(OrderBody.READER.read(Buffer.buffer(order.toString()))).isNotNull();
    order.set("lines", lines(2_001));
    assertThat(OrderBody.READER.read(Buffer.buffer(order.toString()))).isNull();
  }

  /** Bytes that no encoder writes: another form of a character, half of one, half of a pair. */
  @ParameterizedTest
  @ValueSource(strings = {"c1a1", "c3", "ff", "eda080"})
  void whatIsNoUtf8IsLeftToTheSchema(String bytes) {
    var order = order();
    order.remove("shippingAddressId");
    order
        .putObject("shippingAddress")
        .put("name", "Ada")
        .put("line1", "1 High Street")
        .put("line2", "~")
        .put("city", "Bath")
        .put("country", "GB");
    var json = order.toString();
    int at = json.indexOf('~');
    var body =
        Buffer.buffer(json.substring(0, at))
            .appendBytes(HexFormat.of().parseHex(bytes))
            .appendString(json.substring(at + 1));
    assertThat(OrderBody.READER.read(body)).isNull();
  }

  @Test
  void anotherEncodingIsLeftToTheSchema() {
    assertThat(OrderBody.READER.read(Buffer.buffer(order().toString(), "UTF-16"))).isNull();
  }
}
