package mercat.edge.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.path.PathType;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mercat.edge.access.AccessRule;
import mercat.edge.contract.ApiOperation.Attempt;
import mercat.edge.http.MediaTypes;
import org.jspecify.annotations.Nullable;

/**
 * openapi.yaml, the one truth of what the API takes and answers: its operations, and its schemas
 * compiled. Read once in a process; may be used on any thread.
 */
public final class ApiContract {
  private static final int BODY_MAX = 256 * 1024;

  /** Schemas come from the contract alone: no reference leads out of it, least of all to a net. */
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDialect(
          ContractDialect.DIALECT,
          builder ->
              builder
                  .schemaLoader(loader -> loader.block(address -> true))
                  .schemaRegistryConfig(
                      SchemaRegistryConfig.builder()
                          .pathType(PathType.JSON_POINTER)
                          .losslessNarrowing(true)
                          .formatAssertionsEnabled(true)
                          .locale(Locale.ENGLISH)
                          .build()));

  private final Buffer text;
  private final JsonNode root;
  private final List<ApiOperation> operations = new ArrayList<>();

  private ApiContract(Buffer text, JsonNode root) {
    this.text = text;
    this.root = root;
    for (var path : root.path("paths").properties()) {
      for (var method : path.getValue().properties()) {
        operations.add(operation(path.getKey(), method.getKey(), method.getValue()));
      }
    }
  }

  public static ApiContract ofEdge() {
    return of(resource("/edge/openapi.yaml"));
  }

  public static Buffer resource(String name) {
    try (var in = ApiContract.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the class path lacks " + name);
      }
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static ApiContract of(Buffer text) {
    try {
      return new ApiContract(text, new YAMLMapper().readTree(text.getBytes()));
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  /** As it is written. */
  public Buffer text() {
    return text;
  }

  public List<ApiOperation> operations() {
    return List.copyOf(operations);
  }

  /** The methods by which a path of the contract can be asked for, as Allow lists them. */
  public String methods(String path) {
    var methods = new TreeSet<>(Set.of("OPTIONS"));
    for (var operation : operations) {
      if (path.matches(operation.path().replaceAll("\\{\\w+}", "[^/]+"))) {
        methods.add(operation.method().name());
        if (operation.method().equals(HttpMethod.GET)) {
          methods.add("HEAD");
        }
      }
    }
    return String.join(", ", methods);
  }

  public ApiOperation operation(String id) {
    return operations.stream()
        .filter(operation -> operation.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the contract has no operation " + id));
  }

  JsonNode at(String pointer) {
    return root.at(pointer);
  }

  JsonNode resolved(JsonNode node) {
    var reference = node.path("$ref").asText("");
    return reference.isEmpty() ? node : root.at(reference.substring(1));
  }

  /** A schema of the contract, together with everything that it may refer to. */
  ContractSchema compiled(JsonNode schema) {
    ObjectNode whole = schema.deepCopy();
    whole.set("components", root.path("components"));
    return new ContractSchema(SCHEMAS.getSchema(whole));
  }

  private ApiOperation operation(String path, String method, JsonNode node) {
    var parameters = new ArrayList<ApiParameter>();
    node.path("parameters").forEach(each -> parameters.add(parameter(resolved(each))));
    var bodies = new HashMap<String, ContractSchema>();
    var charsets = new HashMap<String, Set<String>>();
    for (var body : node.path("requestBody").path("content").properties()) {
      bodies.put(body.getKey(), compiled(body.getValue().path("schema")));
      var beyondUtf8 = body.getValue().path("x-charsets").valueStream().map(JsonNode::asText);
      charsets.put(
          body.getKey(),
          Stream.concat(Stream.of(MediaTypes.UTF_8), beyondUtf8)
              .collect(Collectors.toCollection(LinkedHashSet::new)));
    }
    return new ApiOperation(
        node.path("operationId").asText(),
        HttpMethod.valueOf(method.toUpperCase(Locale.ROOT)),
        path,
        access(method + " " + path, node.path("security")),
        node.path("x-body-max").asInt(BODY_MAX),
        attempt(node.path("x-attempt")),
        node.path("x-open-query").asBoolean(),
        node.path("x-raw-body").asBoolean(),
        node.path("x-shed").asBoolean(),
        List.copyOf(parameters),
        Map.copyOf(bodies),
        Map.copyOf(charsets),
        produced(node));
  }

  private static @Nullable Attempt attempt(JsonNode node) {
    return node.isMissingNode()
        ? null
        : new Attempt(node.path("what").asText(), node.path("account").asText());
  }

  private static AccessRule access(String operation, JsonNode security) {
    try {
      return AccessRule.of(security);
    } catch (IllegalArgumentException refused) {
      throw new IllegalStateException(
          "the contract's %s %s".formatted(operation, refused.getMessage()), refused);
    }
  }

  private ApiParameter parameter(JsonNode node) {
    var schema = resolved(node.path("schema"));
    return new ApiParameter(
        node.path("name").asText(),
        node.path("in").asText(),
        node.path("required").asBoolean(),
        schema.path("type").asText("string"),
        schema.path("default"),
        compiled(node.path("schema")));
  }

  private Set<String> produced(JsonNode operation) {
    var mediaTypes = new LinkedHashSet<String>();
    for (var response : operation.path("responses").properties()) {
      if (response.getKey().startsWith("2")) {
        resolved(response.getValue())
            .path("content")
            .properties()
            .forEach(content -> mediaTypes.add(content.getKey()));
      }
    }
    return mediaTypes;
  }
}
