package mercat.edge.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.FailFastAssertionException;
import com.networknt.schema.Schema;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import mercat.edge.http.Problem;
import mercat.edge.json.ApiJson;

/** One schema of the contract, compiled. May be used on any thread. */
public record ContractSchema(Schema schema) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int DIGITS_MAX = 18;
  private static final ExecutionConfig CONFIG =
      ExecutionConfig.builder().locale(Locale.ENGLISH).formatAssertionsEnabled(true).build();

  /**
   * Reads a record from a body of JSON.
   *
   * @throws Problem naming every fault
   */
  public <T> T read(Buffer body, Class<T> type) {
    var faults = new Faults();
    return read(StrictJson.read(body, faults), faults, type);
  }

  /**
   * Reads a record from JSON that was made of something else.
   *
   * @throws Problem naming every fault
   */
  public <T> T read(JsonNode value, Class<T> type) {
    return read(value, new Faults(), type);
  }

  private <T> T read(JsonNode value, Faults faults, Class<T> type) {
    check(value, faults);
    if (!faults.isEmpty()) {
      throw faults.problem();
    }
    return bind(value, type);
  }

  /**
   * A whole number that was written in ASCII digits; any other text as it is, for a schema to
   * refuse.
   */
  public static JsonNode wholeNumber(String text) {
    int start = text.startsWith("-") ? 1 : 0;
    int digits = text.length() - start;
    boolean isWhole =
        digits >= 1
            && digits <= DIGITS_MAX
            && text.chars().skip(start).allMatch(c -> c >= '0' && c <= '9');
    return isWhole ? JSON.numberNode(Long.parseLong(text)) : JSON.textNode(text);
  }

  /** Makes a record of JSON that a schema has allowed. */
  static <T> T bind(JsonNode value, Class<T> type) {
    try {
      return ApiJson.read(value, type);
    } catch (ValueInstantiationException refused) {
      var why = Objects.requireNonNull(refused.getCause(), "a record refuses with a reason");
      throw Problem.invalid("", String.valueOf(why.getMessage()));
    } catch (JsonProcessingException other) {
      throw new IllegalStateException("the contract allows what no record holds", other);
    }
  }

  /** Reads a body of JSON and notes what is wrong with it. */
  JsonNode read(Buffer body, Faults faults) {
    var value = StrictJson.read(body, faults);
    check(value, faults);
    return value;
  }

  /**
   * Notes what the schema has against a value, each place by its JSON pointer.
   *
   * @throws Problem when the number of a card is in it
   */
  void check(JsonNode value, Faults faults) {
    CardNumbers.refuse("", "", value);
    for (var error : errors(value)) {
      faults.add(pointer(error), detail(error));
    }
  }

  /** What the schema has against a value, in words; empty when it allows it. */
  public List<String> faults(JsonNode value) {
    return errors(value).stream().map(error -> pointer(error) + " " + detail(error)).toList();
  }

  private List<Error> errors(JsonNode value) {
    var execution = new BoundedExecution();
    try {
      schema.validate(execution, value);
    } catch (FailFastAssertionException enough) {
      // Whatever was found so far has been noted.
    }
    return execution.getErrors();
  }

  private static String pointer(Error error) {
    var location = error.getInstanceLocation().toString();
    var member = error.getProperty();
    return member == null ? location : location + "/" + StrictJson.escaped(member);
  }

  private static String detail(Error error) {
    return switch (error.getKeyword()) {
      case "required" -> "is required";
      case "additionalProperties", "unevaluatedProperties" -> "is not known";
      default -> error.getMessage();
    };
  }

  /** Ends a validation when it has found as much as is told: a body may be wrong in every byte. */
  private static final class BoundedExecution extends ExecutionContext {
    BoundedExecution() {
      super(CONFIG);
    }

    @Override
    public void addError(Error error) {
      if (getErrors().size() + 1 >= Faults.MAX) {
        setFailFast(true);
      }
      super.addError(error);
    }
  }
}
