package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mercat.contracts.catalog.PutProduct;
import mercat.contracts.inventory.ReceiveStock;
import mercat.contracts.inventory.StockLevel;
import mercat.contracts.orders.PlaceOrder;
import mercat.testkit.HttpReply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The contract's schemas, read by a standard validator, are the oracle: whatever a body is turned
 * into, both judge alike.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractOracleIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BODIES = 400;

  private static final String ORDER =
      """
      {"lines":[{"sku":"85123A","quantity":6},{"sku":"B","quantity":1}],"email":"guest@example.org",
       "payment":{"method":"card","token":"tok_ok"},"expectedTotal":{"amount":1,"currency":"GBP"},
       "shippingAddress":{"name":"A","line1":"B","line2":"C","city":"D","region":"E","postcode":"F",
                          "country":"GB"}}\
      """;
  private static final String PRODUCT =
      """
      {"name":"Lantern","description":"Hangs","price":{"amount":255,"currency":"GBP"},
       "category":"light","published":true}\
      """;
  private static final String RECEIPT =
      """
      {"quantity":6,"reason":"delivery"}\
      """;

  /** Values that are right in one place and wrong in the next. */
  private static final List<String> VALUES =
      Stream.concat(
              Stream.of(
                      """
                      0 | -1 | 1 | 1.5 | 1000000 | 1000001 | 1000000000000 | 1000000000001 |
                      9007199254740993 | 99999999999999999999 | null | true | false | [] | {} | [1] | {"a":1} |
                      "" | " " | "x" | "GBP" | "gbp" | "GB" | "card" | "a@b" | "a@b.c" | "a@b@c.d" |
                      "a b" | "\\u00e4" | "\\u00a0" | "a@b\\u3000" | "\\t"\
                      """
                          .split("\\|"))
                  .map(String::strip),
              IntStream.of(21, 101, 201, 301, 20_001)
                  .mapToObj(length -> "\"" + "y".repeat(length) + "\""))
          .toList();

  @AutoClose private final RunningEdge edge = new RunningEdge();

  @BeforeAll
  void answer() {
    edge.answer(PlaceOrder.class, new PlaceOrder.Reply.KeyReused());
    edge.answer(PutProduct.class, new PutProduct.Stored(1, true, true));
    edge.answer(
        ReceiveStock.class,
        new ReceiveStock.Reply.Received(new StockLevel(Samples.LANTERN, 1, 0), false));
  }

  @Test
  void edgeAndContractJudgeOrdersAlike() throws JsonProcessingException {
    judge(1, ORDER, "/components/schemas/NewOrder", body -> edge.order(body));
  }

  @Test
  void edgeAndContractJudgeProductsAlike() throws JsonProcessingException {
    judge(
        2,
        PRODUCT,
        "/components/schemas/ProductBody",
        body -> edge.put("/v1/admin/products/85123A", body, Samples.KEYED_ADMIN));
  }

  @Test
  void edgeAndContractJudgeReceiptsAlike() throws JsonProcessingException {
    judge(
        3,
        RECEIPT,
        "/paths/~1v1~1admin~1stock~1{sku}~1receipts/post/requestBody/content/application~1json/schema",
        body -> edge.post("/v1/admin/stock/85123A/receipts", body, Samples.KEYED_ADMIN));
  }

  /** The kind of a value is asked for in every place, and nothing is none of them. */
  @Test
  void refusesNullByNameInEveryPlace() throws JsonProcessingException {
    refuseNull(ORDER, body -> edge.order(body));
    refuseNull(PRODUCT, body -> edge.put("/v1/admin/products/A", body, Samples.KEYED_ADMIN));
    refuseNull(RECEIPT, body -> edge.post("/v1/admin/stock/A/receipts", body, Samples.KEYED_ADMIN));
    var refunds = "/v1/admin/orders/" + Samples.ID + "/refunds";
    refuseNull(
        "{\"amount\":{\"amount\":1,\"currency\":\"GBP\"}}",
        body -> edge.post(refunds, body, Samples.KEYED_ADMIN));
  }

  private static void refuseNull(String good, Function<String, HttpReply> send)
      throws JsonProcessingException {
    var body = JSON.readTree(good);
    var pointers = new ArrayList<String>();
    pointers("", body, pointers);
    for (var pointer : pointers) {
      var changed = body.deepCopy();
      int last = pointer.lastIndexOf('/');
      var name = pointer.substring(last + 1);
      switch (changed.at(pointer.substring(0, last))) {
        case ArrayNode array -> array.setNull(Integer.parseInt(name));
        case ObjectNode object -> object.putNull(name);
        default -> throw new AssertionError(pointer);
      }
      send.apply(changed.toString()).names(pointer);
    }
  }

  private static void pointers(String at, JsonNode node, List<String> pointers) {
    node.properties()
        .forEach(member -> {
          pointers.add(at + "/" + member.getKey());
          pointers(at + "/" + member.getKey(), member.getValue(), pointers);
        });
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      pointers.add(at + "/" + i);
      pointers(at + "/" + i, node.get(i), pointers);
    }
  }

  private static void judge(long seed, String good, String schema, Function<String, HttpReply> send)
      throws JsonProcessingException {
    var random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < BODIES; i++) {
      var body = JSON.readTree(good);
      for (int changes = random.nextInt(3); changes > 0; changes--) {
        change(random, body);
      }
      var text = body.toString();
      var faults = ContractOracle.faults(schema, text);
      var reply = send.apply(text);
      assertThat(reply.status() == 400)
          .as("seed %d, body %d: %s\ncontract: %s\nedge: %s", seed, i, text, faults, reply.text())
          .isEqualTo(!faults.isEmpty());
      refused += faults.isEmpty() ? 0 : 1;
    }
    assertThat(refused).isBetween(BODIES / 4, BODIES * 9 / 10);
  }

  private static void change(Random random, JsonNode body) throws JsonProcessingException {
    var parents = new ArrayList<JsonNode>();
    collect(body, parents);
    var parent = parents.get(random.nextInt(parents.size()));
    var value = JSON.readTree(VALUES.get(random.nextInt(VALUES.size())));
    if (parent instanceof ArrayNode array && !array.isEmpty()) {
      array.set(random.nextInt(array.size()), value);
    } else if (parent instanceof ObjectNode object) {
      var names = new ArrayList<String>();
      object.fieldNames().forEachRemaining(names::add);
      switch (names.isEmpty() ? 0 : random.nextInt(8)) {
        case 0 -> object.set("unknown", TextNode.valueOf("x"));
        case 1 -> object.remove(names.get(random.nextInt(names.size())));
        default -> object.set(names.get(random.nextInt(names.size())), value);
      }
    }
  }

  private static void collect(JsonNode node, List<JsonNode> parents) {
    if (node.isContainerNode()) {
      parents.add(node);
      node.forEach(child -> collect(child, parents));
    }
  }
}
