package mercat.lab.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import mercat.lab.system.Io;
import mercat.verify.UnreachableException;

/** The system's own contract, as it serves it. */
final class PublishedContract {
  private final JsonNode root;
  private final List<Operation> operations = new ArrayList<>();
  private final Set<String> codes = new HashSet<>();

  /**
   * One method of one path.
   *
   * @param node the operation as the contract has it
   */
  record Operation(String method, String template, List<JsonNode> parameters, JsonNode node) {
    /** Whether no token but one of the staff opens it. */
    boolean isForStaff() {
      var security = node.path("security");
      return security.size() == 1
          && !security.at("/0/bearer/0").asText("customer").equals("customer");
    }

    JsonNode bodies() {
      return node.path("requestBody").path("content");
    }

    boolean promises(int status) {
      var responses = node.path("responses");
      return responses.has(String.valueOf(status)) || (status >= 400 && responses.has("default"));
    }

    @Override
    public String toString() {
      return method + " " + template;
    }
  }

  private PublishedContract(JsonNode root) {
    this.root = root;
    for (var path : root.path("paths").properties()) {
      for (var method : path.getValue().properties()) {
        var parameters = method.getValue().path("parameters").valueStream();
        operations.add(
            new Operation(
                method.getKey().toUpperCase(Locale.ROOT),
                path.getKey(),
                parameters.map(this::resolved).toList(),
                method.getValue()));
      }
    }
    root.at("/components/schemas/Problem/properties/code/enum")
        .forEach(code -> codes.add(code.asText()));
    if (operations.isEmpty() || codes.isEmpty()) {
      throw new UnreachableException("the contract names no operations, or no codes of problems");
    }
  }

  static PublishedContract read(String yaml) {
    return Io.get(
        "the contract is no YAML", () -> new PublishedContract(new YAMLMapper().readTree(yaml)));
  }

  List<Operation> operations() {
    return List.copyOf(operations);
  }

  boolean knows(String code) {
    return codes.contains(code);
  }

  /** Whether an operation says of a status that it may come in a media type. */
  boolean allows(Operation operation, int status, String mediaType) {
    var response = operation.node().path("responses").path(String.valueOf(status));
    return resolved(response).path("content").has(mediaType);
  }

  JsonNode resolved(JsonNode node) {
    var reference = node.path("$ref").asText("");
    return reference.isEmpty() ? node : root.at(reference.substring(1));
  }
}
