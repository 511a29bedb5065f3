package mercat.lab.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import mercat.lab.system.Io;

/** Turns a good body into a bad one: in what it says, or in how it is written. */
record BrokenJson(SeededChance chance) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final ObjectMapper PARSER = new ObjectMapper();

  /** JSON as it is written, among it what no parser should take. */
  private static final List<String> LITERALS =
      List.of(
          ("0 -1 -0 1.5 6.0 1e3 1E400 1e-400 1000001 1000000000000 1000000000001"
                  + " 9007199254740993 9223372036854775807 9223372036854775808"
                  + " -9223372036854775809 01 +1 0x10 NaN Infinity null true \"6\" \"\" []"
                  + " {} [[[]]] [null] {\"amount\":1} \"\\ud800\" \"\\u0000\" \"\\x\" 'a'"
                  + " undefined"
                  + " 1"
                  + "0".repeat(400))
              .split(" ", -1));

  /** What a buyer might like to decide. */
  private static final List<String> FORBIDDEN =
      HostileText.list(
          "price | unitPrice | total | discount | status | paymentStatus | role | user_id | id"
              + " | __proto__ | ");

  /** The same with one to three values that do not belong there. */
  String inMeaning(String good) {
    var body = Io.get("a body that is no JSON", () -> PARSER.readTree(good));
    for (int changes = 1 + chance.below(3); changes > 0; changes--) {
      change(body);
    }
    return body.toString();
  }

  private void change(JsonNode body) {
    var containers = new ArrayList<JsonNode>();
    collect(body, containers);
    switch (chance.pick(containers)) {
      case ObjectNode object -> change(object);
      case ArrayNode array -> change(array);
      default -> throw new IllegalStateException("neither object nor list");
    }
  }

  private void change(ObjectNode object) {
    var names = new ArrayList<String>();
    object.fieldNames().forEachRemaining(names::add);
    switch (names.isEmpty() ? 0 : chance.below(8)) {
      case 0 -> object.set(chance.pick(FORBIDDEN), value());
      case 1 -> object.remove(chance.pick(names));
      case 2 -> object.set(chance.pick(HostileText.ALL), value());
      default -> object.set(chance.pick(names), value());
    }
  }

  private void change(ArrayNode array) {
    switch (array.isEmpty() ? 0 : chance.below(6)) {
      case 0 -> array.insert(0, value());
      case 1 -> array.removeAll();
      case 2 -> array.add(array.get(0));
      case 3 -> {
        var first = array.get(0);
        for (int i = chance.pickOf(1_999, 2_000, 2_001); i > 0; i--) {
          array.add(first);
        }
      }
      default -> array.set(chance.below(array.size()), value());
    }
  }

  private JsonNode value() {
    return chance.happens(50)
        ? JSON.rawValueNode(new RawValue(chance.pick(LITERALS)))
        : JSON.textNode(chance.pick(HostileText.ALL));
  }

  private static void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isContainerNode()) {
      containers.add(node);
      node.forEach(child -> collect(child, containers));
    }
  }

  /** The same, written as no JSON should be. */
  byte[] inWriting(String good) {
    return switch (chance.below(12)) {
      case 0 -> bytes(good.substring(0, chance.below(good.length())));
      case 1 -> bytes(good + chance.pickOf("x", "{}", ",", "\u0000", good));
      case 2 -> bytes("\ufeff" + good);
      case 3 -> good.getBytes(StandardCharsets.UTF_16BE);
      case 4 -> bytes("[".repeat(chance.pickOf(21, 1_000, 100_000)));
      case 5 -> bytes("{\"a\":".repeat(1_000) + "1" + "}".repeat(1_000));
      case 6 -> bytes(good.replaceFirst("\"(\\w+)\":", "\"$1\":1,\"$1\":"));
      case 7 -> bytes(good.replaceFirst("\\{", "{\"" + "n".repeat(70_000) + "\":1,"));
      case 8 -> bytes(good.replace("\"", chance.pickOf("'", "", "\"\"", "\u201c")));
      case 9 -> bytes(good + " ".repeat(chance.pickOf(300_000, 1_100_000)));
      case 10 -> chance.bytes(1 + chance.below(300));
      default -> withOddBytes(bytes(good));
    };
  }

  /** Bytes that are no UTF-8, or no JSON, somewhere within. */
  byte[] withOddBytes(byte[] good) {
    var spoiled = good.clone();
    for (int changes = 1 + chance.below(3); changes > 0 && spoiled.length > 0; changes--) {
      spoiled[chance.below(spoiled.length)] =
          (byte) (int) chance.pickOf(0x00, 0x0a, 0x22, 0x2d, 0x5c, 0x7f, 0x80, 0xc0, 0xed, 0xff);
    }
    return spoiled;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
