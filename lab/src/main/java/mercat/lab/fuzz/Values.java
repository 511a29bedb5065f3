package mercat.lab.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** Makes values that a schema of the contract allows. */
record Values(PublishedContract contract, SeededChance chance) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int LIST_MAX = 4;
  private static final int TRIES_MAX = 500;
  private static final Instant FAR_FUTURE = Instant.parse("2100-01-01T00:00:00Z");

  /** Those that fit a pattern are right there; none fits all. */
  private static final List<String> TEXTS =
      HostileText.list(
          "GBP | GBP | EUR | JPY | GB | DE | guest@example.org | o'brien@example.org"
              + " | \u00e4@example.org | Lantern | 50% off; -- | O'Neill's \"best\" \\ lamp"
              + " | \ud83d\ude00 | Gr\u00f6\u00dfe 38 | lantern | orders:read | person:7 | product:FUZZ-1"
              + " | M17 | 17 | whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

  /** A SKU that orders mostly find, sometimes one that staff changes, seldom one of nobody's. */
  String sku() {
    return switch (chance.below(10)) {
      case 0 -> "FUZZ/UNKNOWN " + chance.below(3);
      case 1, 2 -> changingSku();
      default -> "FUZZ-" + chance.below(FuzzCommand.STEADY_PRODUCTS);
    };
  }

  /** A SKU that staff may change without spoiling the others' orders. */
  String changingSku() {
    return "FUZZ.CHANGING-" + chance.below(5);
  }

  /** A payment's token that mostly does, seldom one of which the provider is long silent. */
  private String token() {
    return switch (chance.below(200)) {
      case 0 -> "tok_slow";
      case 1 -> "tok_timeout_then_ok";
      case 2 -> "tok_timeout_then_declined";
      default ->
          chance.pickOf("tok_ok", "tok_ok", "tok_ok", "tok_ok", "tok_declined", "tok_\"nobody\"");
    };
  }

  JsonNode valid(JsonNode given) {
    if (given.path("$ref").asText().endsWith("/Sku")) {
      return JSON.textNode(sku());
    }
    var schema = contract.resolved(given);
    if (schema.has("const")) {
      return schema.path("const");
    }
    if (schema.has("enum")) {
      return schema.path("enum").get(chance.below(schema.path("enum").size()));
    }
    return switch (schema.path("type").asText("object")) {
      case "object" -> object(schema);
      case "array" -> array(schema);
      case "integer" -> JSON.numberNode(whole(schema));
      case "boolean" -> JSON.booleanNode(chance.happens(90));
      default -> JSON.textNode(text(schema));
    };
  }

  private ObjectNode object(JsonNode schema) {
    var required = new HashSet<String>();
    var object = JSON.objectNode();
    properties(schema, required)
        .forEach((name, property) -> {
          if (required.contains(name) || chance.happens(30)) {
            object.set(name, name.equals("token") ? JSON.textNode(token()) : valid(property));
          }
        });
    return object;
  }

  /** The properties with all that is said of each, and which of them are required. */
  private Map<String, JsonNode> properties(JsonNode schema, Set<String> required) {
    var properties = new LinkedHashMap<String, JsonNode>();
    for (var part : schema.path("allOf")) {
      properties.putAll(properties(contract.resolved(part), required));
    }
    schema.path("required").forEach(name -> required.add(name.asText()));
    for (var property : schema.path("properties").properties()) {
      properties.merge(property.getKey(), property.getValue(), this::both);
    }
    return properties;
  }

  private JsonNode both(JsonNode one, JsonNode other) {
    ObjectNode all = contract.resolved(one).deepCopy();
    return all.setAll((ObjectNode) contract.resolved(other));
  }

  private JsonNode array(JsonNode schema) {
    var array = JSON.arrayNode();
    int least = schema.path("minItems").asInt(0);
    int most = Math.min(schema.path("maxItems").asInt(LIST_MAX), LIST_MAX);
    for (int size = least + chance.below(most - least + 1); size > 0; size--) {
      array.add(valid(schema.path("items")));
    }
    return array;
  }

  private long whole(JsonNode schema) {
    long min = schema.path("minimum").asLong(0);
    long max = schema.path("maximum").asLong(1_000_000);
    return switch (chance.below(20)) {
      case 0 -> min;
      case 1 -> max;
      case 2 -> chance.between(min, max);
      default -> Math.clamp(chance.between(1, 6), min, max);
    };
  }

  private String text(JsonNode schema) {
    if (schema.path("format").asText().equals("uuid")) {
      return new UUID(chance.between(0, Long.MAX_VALUE), chance.between(0, Long.MAX_VALUE))
          .toString();
    }
    if (schema.path("format").asText().equals("date-time")) {
      return Instant.ofEpochSecond(chance.between(0, FAR_FUTURE.getEpochSecond())).toString();
    }
    var form = Pattern.compile(schema.path("pattern").asText(""));
    int least = schema.path("minLength").asInt(0);
    int most = schema.path("maxLength").asInt(1_000);
    if (form.pattern().isEmpty() && chance.happens(5)) {
      return "y".repeat(chance.pickOf(least, most));
    }
    for (int tries = 0; tries < TRIES_MAX; tries++) {
      var text = chance.pick(TEXTS);
      if (text.length() >= least && text.length() <= most && form.matcher(text).find()) {
        return text;
      }
    }
    throw new IllegalStateException("no text at hand that fits " + form);
  }
}
