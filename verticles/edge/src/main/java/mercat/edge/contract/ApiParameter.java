package mercat.edge.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * One parameter of an operation.
 *
 * @param in {@code path}, {@code query} or {@code header}
 * @param type of its schema; parameters come as text, and only whole numbers are read as more
 * @param standard what it is when it is not given; missing for nothing
 */
record ApiParameter(
    String name,
    String in,
    boolean isRequired,
    String type,
    JsonNode standard,
    ContractSchema schema) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** What a request gives for it; faults are noted. A path that cannot be one names nothing. */
  JsonNode read(RoutingContext ctx, Faults faults) {
    return read(given(ctx), faults);
  }

  /** The same, of the texts that were given for it. */
  JsonNode read(List<String> given, Faults faults) {
    if (given.isEmpty()) {
      if (isRequired) {
        faults.add(pointer(), "is required");
      }
      return standard;
    }
    if (given.size() > 1 && !type.equals("array")) {
      faults.add(pointer(), "is given more than once");
      return standard;
    }
    var value = type.equals("array") ? list(given) : scalar(given.getFirst());
    CardNumbers.refuse(name, pointer(), value);
    if (given.stream().anyMatch(text -> text.indexOf('\0') >= 0)) {
      faults.add(pointer(), "contains NUL");
    }
    for (var fault : schema.faults(value)) {
      faults.add(pointer(), fault.strip());
    }
    return value;
  }

  private List<String> given(RoutingContext ctx) {
    return switch (in) {
      case "path" -> List.of(ctx.pathParam(name));
      case "query" -> ctx.queryParams().getAll(name);
      default -> {
        var lines = ctx.request().headers().getAll(name);
        // One header in many lines is one list (RFC 9110, 5.3).
        yield lines.size() > 1 ? List.of(String.join(", ", lines)) : lines;
      }
    };
  }

  private JsonNode scalar(String text) {
    return type.equals("integer") ? ContractSchema.wholeNumber(text) : JSON.textNode(text);
  }

  private static JsonNode list(List<String> texts) {
    var list = JSON.arrayNode(texts.size());
    texts.forEach(list::add);
    return list;
  }

  String pointer() {
    return in + ":" + name;
  }
}
