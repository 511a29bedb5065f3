package mercat.edge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mercat.contracts.Money;
import mercat.contracts.Sku;
import mercat.contracts.Text;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object as a client sent it, read field by field. Every fault is noted with its JSON
 * pointer, so that a client learns of all of them at once; {@link #done} throws them. Fields that
 * nobody asked for are faults.
 */
final class Fields {
  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(20)
                          .maxStringLength(100_000)
                          .maxNumberLength(30)
                          .build())
                  .build())
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();

  private final JsonNode node;
  private final String pointer;
  private final List<Problem.Fault> faults;
  private final Set<String> asked = new HashSet<>();

  private Fields(JsonNode node, String pointer, List<Problem.Fault> faults) {
    this.node = node;
    this.pointer = pointer;
    this.faults = faults;
  }

  /**
   * Reads a body.
   *
   * @throws Problem when it is not UTF-8, not JSON, too deep, names a field twice, or is not an
   *     object
   */
  static Fields of(Buffer body) {
    JsonNode node;
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body.getBytes()));
      node = READER.readTree(text.toString());
    } catch (CharacterCodingException notUtf8) {
      throw Problem.invalid("", "the body is not UTF-8");
    } catch (IOException notJson) {
      throw Problem.invalid("", "the body is not JSON, is too deep, or names a field twice");
    }
    if (!node.isObject()) {
      throw Problem.invalid("", "the body must be a JSON object");
    }
    return new Fields(node, "", new ArrayList<>(0));
  }

  /** A text of {@code min} to {@code max} characters. */
  String text(String name, int min, int max) {
    var value = required(name);
    if (value == null) {
      return "";
    }
    return checkedText(name, value, min, max);
  }

  /** A text, empty when absent. */
  String optionalText(String name, int max) {
    var value = optional(name);
    return value == null ? "" : checkedText(name, value, 0, max);
  }

  /** A whole number from {@code min} to {@code max}. */
  long whole(String name, long min, long max) {
    var value = required(name);
    if (value == null) {
      return min;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < min
        || value.longValue() > max) {
      fault(name, "must be a whole number from " + min + " to " + max);
      return min;
    }
    return value.longValue();
  }

  /** True or false; {@code standard} when absent. */
  boolean flag(String name, boolean standard) {
    var value = optional(name);
    if (value == null) {
      return standard;
    }
    if (!value.isBoolean()) {
      fault(name, "must be true or false");
    }
    return value.booleanValue();
  }

  /** A SKU. */
  @Nullable Sku sku(String name) {
    var text = text(name, 1, 64);
    try {
      return text.isEmpty() ? null : new Sku(text);
    } catch (IllegalArgumentException refused) {
      fault(name, String.valueOf(refused.getMessage()));
      return null;
    }
  }

  /** An amount of money, null when absent or at fault. */
  @Nullable Money optionalMoney(String name, long min, long max) {
    return optional(name) == null ? null : money(name, min, max);
  }

  /** An amount of money, null when at fault. */
  @Nullable Money money(String name, long min, long max) {
    int before = faults.size();
    var fields = object(name);
    if (fields == null) {
      return null;
    }
    long amount = fields.whole("amount", min, max);
    var currency = fields.text("currency", 3, 3);
    fields.refuseUnasked();
    if (faults.size() > before) {
      return null;
    }
    try {
      return new Money(amount, currency);
    } catch (IllegalArgumentException refused) {
      fault(name + "/currency", String.valueOf(refused.getMessage()));
      return null;
    }
  }

  /** An object, null when absent or at fault. */
  @Nullable Fields object(String name) {
    var value = required(name);
    return value == null ? null : object(name, value);
  }

  /** An object, null when absent or at fault; absence is no fault. */
  @Nullable Fields optionalObject(String name) {
    var value = optional(name);
    return value == null ? null : object(name, value);
  }

  /** A list of {@code min} to {@code max} objects. */
  List<Fields> objects(String name, int min, int max) {
    var value = required(name);
    var objects = new ArrayList<Fields>();
    if (value == null) {
      return objects;
    }
    if (!value.isArray() || value.size() < min || value.size() > max) {
      fault(name, "must be a list of " + min + " to " + max);
      return objects;
    }
    for (int i = 0; i < value.size(); i++) {
      var object = object(name + "/" + i, value.get(i));
      if (object != null) {
        objects.add(object);
      }
    }
    return objects;
  }

  /** Notes a fault of a field. */
  void fault(String name, String detail) {
    if (faults.size() < 100) {
      faults.add(new Problem.Fault(pointer + "/" + name, detail));
    }
  }

  /** Notes every field that nobody asked for. */
  void refuseUnasked() {
    if (node.size() > asked.size() || !asked.containsAll(names())) {
      for (var name : names()) {
        if (!asked.contains(name)) {
          fault(name.replace("~", "~0").replace("/", "~1"), "is not known");
        }
      }
    }
  }

  /**
   * Ends the reading of the body.
   *
   * @throws Problem naming every fault
   */
  void done() {
    refuseUnasked();
    if (!faults.isEmpty()) {
      throw Problem.invalid(List.copyOf(faults));
    }
  }

  private List<String> names() {
    var names = new ArrayList<String>(node.size());
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private @Nullable Fields object(String name, JsonNode value) {
    if (!value.isObject()) {
      fault(name, "must be an object");
      return null;
    }
    return new Fields(value, pointer + "/" + name, faults);
  }

  private String checkedText(String name, JsonNode value, int min, int max) {
    if (!value.isTextual()) {
      fault(name, "must be a text");
      return "";
    }
    var text = value.textValue();
    if (text.length() < min || text.length() > max) {
      fault(name, "must have " + min + " to " + max + " characters");
      return "";
    }
    try {
      Text.require(name, text, max);
      return text;
    } catch (IllegalArgumentException refused) {
      fault(name, String.valueOf(refused.getMessage()));
      return "";
    }
  }

  private @Nullable JsonNode required(String name) {
    var value = optional(name);
    if (value == null) {
      fault(name, "is required");
    }
    return value;
  }

  private @Nullable JsonNode optional(String name) {
    asked.add(name);
    var value = node.path(name);
    return value instanceof MissingNode || value.isNull() ? null : value;
  }
}
