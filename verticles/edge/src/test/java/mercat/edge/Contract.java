package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** openapi.yaml, and whether what was sent and answered keeps to it. */
final class Contract {
  static final String PROBLEM = "/components/schemas/Problem";
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode CONTRACT = read();
  private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

  private Contract() {}

  static JsonNode node() {
    return CONTRACT;
  }

  /** What a schema of the contract, named by its JSON pointer, has against a JSON text. */
  static List<String> faults(String schema, String json) {
    try {
      return schema(schema).validate(JSON.readTree(json)).stream()
          .map(error -> error.getInstanceLocation() + " " + error.getMessage())
          .toList();
    } catch (IOException notJson) {
      return List.of("not JSON");
    }
  }

  /** Holds an answer to what the contract promises for its operation. */
  static void check(String method, String path, int status, String contentType, String body) {
    var template = template(path);
    var operation = CONTRACT.path("paths").path(template).path(method.toLowerCase(Locale.ROOT));
    if (operation.isMissingNode() || status == 405 || status == 431) {
      assertThat(faults(PROBLEM, body)).as("%s %s: %s", method, path, body).isEmpty();
      return;
    }
    var responses = operation.path("responses");
    var promised = responses.path(String.valueOf(status));
    assertThat(promised.isMissingNode() && (status < 400 || !responses.has("default")))
        .as("%s %s promises no %s", method, template, status)
        .isFalse();
    var response = resolved(promised.isMissingNode() ? responses.path("default") : promised);
    var content = response.path("content");
    if (content.isEmpty()) {
      assertThat(body).isEmpty();
      return;
    }
    var mediaType = contentType.split(";", 2)[0];
    assertThat(content.has(mediaType)).as("%s of %s %s", mediaType, method, template).isTrue();
    if (mediaType.endsWith("json")) {
      var schema = content.path(mediaType).path("schema");
      assertThat(faults(schema, body)).as("%s %s: %s", method, path, body).isEmpty();
    }
  }

  private static List<String> faults(JsonNode schema, String json) {
    var reference = schema.path("$ref").asText("");
    if (!reference.isEmpty()) {
      return faults(reference.substring(1), json);
    }
    try {
      return compiled(schema).validate(JSON.readTree(json)).stream().map(String::valueOf).toList();
    } catch (IOException notJson) {
      return List.of("not JSON");
    }
  }

  private static Schema schema(String pointer) {
    return SCHEMAS.computeIfAbsent(pointer, name -> compiled(CONTRACT.at(name)));
  }

  /** A schema together with everything that it may refer to. */
  private static Schema compiled(JsonNode schema) {
    ObjectNode whole = schema.deepCopy();
    whole.set("components", CONTRACT.path("components"));
    return REGISTRY.getSchema(whole);
  }

  private static JsonNode resolved(JsonNode node) {
    var reference = node.path("$ref").asText("");
    return reference.isEmpty() ? node : CONTRACT.at(reference.substring(1));
  }

  private static String template(String pathAndQuery) {
    var path = pathAndQuery.split("\\?", 2)[0];
    String found = path;
    for (var template : CONTRACT.path("paths").properties()) {
      var name = template.getKey();
      if (name.equals(path)) {
        return name;
      }
      if (path.matches(name.replaceAll("\\{[a-z]+}", "[^/]+"))) {
        found = name;
      }
    }
    return found;
  }

  private static JsonNode read() {
    try (var in = Contract.class.getResourceAsStream("/edge/openapi.yaml")) {
      return new YAMLMapper().readTree(in);
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }
}
