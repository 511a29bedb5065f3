package mercat.edge;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import mercat.contracts.Money;
import mercat.contracts.Sku;
import mercat.contracts.Text;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object as it streams by, for the paths where a tree would cost too much. Every fault is
 * noted with its JSON pointer; a value at fault reads as empty, an absent one as null.
 */
final class JsonInput {
  private static final int FAULTS_MAX = 100;
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

  private final JsonParser json;
  private final List<Problem.Fault> faults = new ArrayList<>(0);

  /** Faults in all, also those beyond the ones that are named. */
  private int faultCount;

  /** How something is made from an object. */
  @FunctionalInterface
  interface Reading<T> {
    T from(JsonInput input) throws IOException;
  }

  private JsonInput(JsonParser json) {
    this.json = json;
  }

  /**
   * Reads a body, which must be one object.
   *
   * @throws Problem when it is not
   */
  static <T> T read(Buffer body, Reading<T> reading) {
    try (var json = StrictJson.parser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw Problem.invalid("", "the body must be a JSON object");
      }
      return reading.from(new JsonInput(json));
    } catch (IOException unreadable) {
      throw StrictJson.problem(unreadable);
    }
  }

  /** The next field of the object, its value ready to be read; null after the last. */
  @Nullable String field() throws IOException {
    var name = json.nextFieldName();
    if (name != null) {
      json.nextToken();
    }
    return name;
  }

  /** Whether null stands here. */
  boolean isNull() {
    return json.currentToken() == JsonToken.VALUE_NULL;
  }

  /** Whether an object begins here; anything else but null is a fault. */
  boolean object() throws IOException {
    return begins(JsonToken.START_OBJECT, "must be an object");
  }

  /** Whether a list begins here; anything else but null is a fault. */
  boolean list() throws IOException {
    return begins(JsonToken.START_ARRAY, "must be a list");
  }

  /** Whether the list has one more element, which is then ready to be read. */
  boolean element() throws IOException {
    return json.nextToken() != JsonToken.END_ARRAY;
  }

  /** Leaves the value unread. */
  void skip() throws IOException {
    json.skipChildren();
  }

  /** Notes that nobody knows this field. */
  void unknown() throws IOException {
    fault("is not known");
    skip();
  }

  /** A text of {@code min} to {@code max} characters. */
  @Nullable String text(int min, int max) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      fault("must be a text");
      skip();
      return "";
    }
    var text = json.getText();
    if (text.length() < min || text.length() > max) {
      fault("must have " + min + " to " + max + " characters");
      return "";
    }
    try {
      Text.require("the text", text, max);
      return text;
    } catch (IllegalArgumentException refused) {
      fault(String.valueOf(refused.getMessage()));
      return "";
    }
  }

  /** A whole number from {@code min} to {@code max}; {@code min} when at fault. */
  @Nullable Long whole(long min, long max) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT
        && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      long value = json.getLongValue();
      if (value >= min && value <= max) {
        return value;
      }
    }
    fault("must be a whole number from " + min + " to " + max);
    skip();
    return min;
  }

  /** A SKU, null also when at fault. */
  @Nullable Sku sku() throws IOException {
    var text = text(1, 64);
    if (text == null) {
      fault("is required");
      return null;
    }
    try {
      return text.isEmpty() ? null : new Sku(text);
    } catch (IllegalArgumentException refused) {
      fault(String.valueOf(refused.getMessage()));
      return null;
    }
  }

  /** An amount of money, null also when at fault. */
  @Nullable Money money(long min, long max) throws IOException {
    if (!object()) {
      return null;
    }
    int before = faultCount;
    Long amount = null;
    String currency = null;
    for (var name = field(); name != null; name = field()) {
      switch (name) {
        case "amount" -> amount = whole(min, max);
        case "currency" -> currency = currency();
        default -> unknown();
      }
    }
    if (amount == null) {
      missing("amount");
    }
    if (currency == null) {
      missing("currency");
    }
    return amount == null || currency == null || faultCount > before
        ? null
        : new Money(amount, currency);
  }

  private @Nullable String currency() throws IOException {
    var text = text(3, 3);
    if (text != null && !text.isEmpty() && !CURRENCY.matcher(text).matches()) {
      fault("must be three capital letters");
    }
    return text;
  }

  /** Notes that a field of the object just read should have been there, unless it was at fault. */
  void missing(String name) {
    var pointer = json.getParsingContext().pathAsPointer() + "/" + name;
    if (faults.stream().noneMatch(fault -> fault.pointer().equals(pointer))) {
      fault("/" + name, "is required");
    }
  }

  /** The text, empty when it is missing, which is noted. */
  String required(String name, @Nullable String text) {
    if (text == null) {
      missing(name);
      return "";
    }
    return text;
  }

  /** Notes a fault of the value just read. */
  void fault(String detail) {
    fault("", detail);
  }

  /** Notes a fault of something below the value just read. */
  void fault(String below, String detail) {
    faultCount++;
    if (faults.size() < FAULTS_MAX) {
      faults.add(new Problem.Fault(json.getParsingContext().pathAsPointer() + below, detail));
    }
  }

  /**
   * Ends the reading of the body.
   *
   * @throws Problem naming every fault
   */
  void done() throws IOException {
    if (json.nextToken() != null) {
      throw Problem.invalid("", "something follows the JSON object");
    }
    if (faultCount > 0) {
      throw Problem.invalid(List.copyOf(faults));
    }
  }

  private boolean begins(JsonToken token, String otherwise) throws IOException {
    if (json.currentToken() == token) {
      return true;
    }
    if (json.currentToken() != JsonToken.VALUE_NULL) {
      fault(otherwise);
    }
    skip();
    return false;
  }
}
