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
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * openapi.yaml, read by a standard validator without any of the edge's own code, and whether what
 * was sent and answered keeps to it.
 */
final class ContractOracle {
  static final String PROBLEM = "/components/schemas/Problem";
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode CONTRACT = read();
  private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

  private ContractOracle() {}

  static JsonNode node() {
    return CONTRACT;
  }

  /** An operation as the contract describes it, by its method in capitals. */
  record Described(String method, String path, JsonNode node) {}

  static List<Described> operations() {
    return CONTRACT.path("paths").properties().stream()
        .flatMap(path ->
            path.getValue().properties().stream()
                .map(method ->
                    new Described(
                        method.getKey().toUpperCase(Locale.ROOT),
                        path.getKey(),
                        method.getValue())))
        .toList();
  }

  /** What a schema of the contract, named by its JSON pointer, has against a JSON text. */
  static List<String> faults(String pointer, String json) {
    return faults(SCHEMAS.computeIfAbsent(pointer, name -> compiled(CONTRACT.at(name))), json);
  }

  private static List<String> faults(Schema schema, String json) {
    try {
      return schema.validate(JSON.readTree(json)).stream().map(String::valueOf).toList();
    } catch (IOException notJson) {
      return List.of("not JSON");
    }
  }

  /** Holds a response to what the contract promises: status, media type, headers and body. */
  static void check(String method, String path, HttpResponse<String> response) {
    assertThat(response.headers().map()).containsKeys("date", "x-request-id");
    var template = template(path);
    var asked = method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT);
    var operation = CONTRACT.path("paths").path(template).path(asked);
    if (method.equals("OPTIONS") && response.statusCode() == 204) {
      assertThat(response.headers().map().keySet())
          .containsAnyOf("allow", "access-control-allow-methods");
      return;
    }
    if (path.startsWith("/docs") && response.statusCode() == 200) {
      return;
    }
    if (operation.isMissingNode() || response.statusCode() == 405 || response.statusCode() == 431) {
      assertThat(method.equals("HEAD") ? List.of() : faults(PROBLEM, response.body()))
          .as(response.body())
          .isEmpty();
      return;
    }
    var responses = operation.path("responses");
    var status = String.valueOf(response.statusCode());
    var name = responses.has(status) || response.statusCode() < 400 ? status : "default";
    assertThat(responses.has(name)).as("%s %s promises %s", method, template, status).isTrue();
    var promise = resolved(responses.path(name));
    checkHeaders(promise, response);
    checkBody(method + " " + path, method, promise, response);
  }

  private static void checkHeaders(JsonNode promise, HttpResponse<String> response) {
    for (var header : promise.path("headers").properties()) {
      var schema = resolved(header.getValue()).path("schema");
      for (var value : response.headers().allValues(header.getKey())) {
        var whole = schema.path("type").asText().equals("integer");
        assertThat(faults(schema, whole ? value : JSON.valueToTree(value).toString()))
            .as("%s: %s", header.getKey(), value)
            .isEmpty();
      }
    }
  }

  private static void checkBody(
      String what, String method, JsonNode promise, HttpResponse<String> response) {
    var content = promise.path("content");
    if (content.isEmpty() || method.equals("HEAD")) {
      assertThat(response.body()).as(what).isEmpty();
      return;
    }
    var mediaType = response.headers().firstValue("Content-Type").orElse("").split(";", 2)[0];
    assertThat(content.has(mediaType)).as("%s of %s", mediaType, what).isTrue();
    if (mediaType.endsWith("json")) {
      var schema = content.path(mediaType).path("schema");
      assertThat(faults(schema, response.body())).as("%s: %s", what, response.body()).isEmpty();
    }
  }

  private static List<String> faults(JsonNode schema, String json) {
    var reference = schema.path("$ref").asText("");
    return reference.isEmpty()
        ? faults(compiled(schema), json)
        : faults(reference.substring(1), json);
  }

  /** A schema together with everything that it may refer to. */
  private static Schema compiled(JsonNode schema) {
    ObjectNode whole = schema.deepCopy();
    whole.set("components", CONTRACT.path("components"));
    return REGISTRY.getSchema(whole);
  }

  static JsonNode resolved(JsonNode node) {
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
    try (var in = ContractOracle.class.getResourceAsStream("/edge/openapi.yaml")) {
      return new YAMLMapper().readTree(in);
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }
}
