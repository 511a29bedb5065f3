package mercat.edge.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Timestamp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mercat.edge.contract.ApiContract;
import mercat.grpc.storefront.v1.WatchOrderResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The protos say what openapi.yaml says: the same parameters, members, constants and types. */
class ProtoContractTest {
  /** Metadata of gRPC in place of the first; a client of gRPC keeps no copies. */
  private static final Set<String> SAID_OTHERWISE = Set.of("Deadline-Ms", "If-None-Match");

  private static final ApiContract CONTRACT = ApiContract.ofEdge();
  private static final JsonNode ROOT = root();

  private static JsonNode root() {
    try {
      return new YAMLMapper().readTree(CONTRACT.text().getBytes());
    } catch (IOException malformed) {
      throw new AssertionError(malformed);
    }
  }

  static Stream<RemoteMethod> methods() {
    return RemoteMethod.of(CONTRACT).stream();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aRequestHasTheParametersAndTheBodyOfItsOperation(RemoteMethod method) {
    var parameters =
        method.operation().parameterNames().stream()
            .filter(name -> !SAID_OTHERWISE.contains(name))
            .map(RemoteMethod::fieldName)
            .collect(Collectors.toSet());
    var input = method.input().getDescriptorForType();
    var body = RemoteMethod.onlyMessage(method.input());
    assertThat(
            input.getFields().stream()
                .filter(field -> !field.equals(body))
                .map(FieldDescriptor::getName))
        .as(input.getFullName())
        .containsExactlyInAnyOrderElementsOf(parameters);
    var schema = node(method).path("requestBody").at("/content/application~1json/schema");
    assertThat(body == null)
        .as("%s has a body", input.getFullName())
        .isEqualTo(schema.isMissingNode());
    if (body != null) {
      assertThat(differences(body.getMessageType(), schema)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aResponseHasTheMembersOfItsOperations(RemoteMethod method) {
    var schema = success(node(method)).at("/content/application~1json/schema");
    var output = method.output();
    var field =
        output instanceof WatchOrderResponse
            ? output.getDescriptorForType().findFieldByName("order")
            : RemoteMethod.onlyMessage(output);
    var type = field == null ? output.getDescriptorForType() : field.getMessageType();
    assertThat(differences(type, schema)).isEmpty();
  }

  /** As buf's standard rules have it. */
  @ParameterizedTest
  @MethodSource("methods")
  void namesAreInTheStyleOfProtos(RemoteMethod method) {
    var descriptor = method.descriptor();
    var file = descriptor.getFile();
    assertThat(file.getPackage()).matches("mercat\\.[a-z]+\\.v[0-9]+");
    assertThat(file.getName()).startsWith(file.getPackage().replace('.', '/') + "/");
    assertThat(descriptor.getService().getName()).endsWith("Service");
    assertThat(descriptor.getInputType().getName()).isEqualTo(descriptor.getName() + "Request");
    assertThat(descriptor.getOutputType().getName()).isEqualTo(descriptor.getName() + "Response");
    for (var message : file.getMessageTypes()) {
      assertThat(message.getFields())
          .allSatisfy(field -> assertThat(field.getName()).matches("[a-z0-9_]+"));
    }
    for (var constants : file.getEnumTypes()) {
      var prefix =
          constants.getName().replaceAll("(?<=[a-z])([A-Z])", "_$1").toUpperCase(Locale.ROOT) + "_";
      assertThat(constants.findValueByNumber(0).getName()).isEqualTo(prefix + "UNSPECIFIED");
      assertThat(constants.getValues())
          .allSatisfy(value -> assertThat(value.getName()).startsWith(prefix));
    }
  }

  private static JsonNode node(RemoteMethod method) {
    var operation = method.operation();
    return ROOT.path("paths")
        .path(operation.path())
        .path(operation.method().name().toLowerCase(Locale.ROOT));
  }

  private static JsonNode success(JsonNode operation) {
    return operation.path("responses").properties().stream()
        .filter(response -> response.getKey().startsWith("2"))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  /** Where a message and a schema part. */
  private static List<String> differences(Descriptor type, JsonNode schema) {
    var found = new ArrayList<String>();
    compare(type, schema, found);
    return found;
  }

  private static void compare(Descriptor type, JsonNode schema, List<String> found) {
    var properties = new TreeMap<String, JsonNode>();
    var required = new HashSet<String>();
    gather(schema, properties, required);
    var fields = new TreeMap<String, FieldDescriptor>();
    type.getFields().forEach(field -> fields.put(field.getJsonName(), field));
    var names = new TreeSet<>(fields.keySet());
    names.addAll(properties.keySet());
    for (var name : names) {
      var field = fields.get(name);
      var property = properties.get(name);
      if (field == null || property == null) {
        found.add("%s: %s is in one alone".formatted(type.getFullName(), name));
      } else {
        compare(field, property, required.contains(name), found);
      }
    }
  }

  private static void compare(
      FieldDescriptor field, JsonNode property, boolean isRequired, List<String> found) {
    var schema = resolved(property);
    var kinds = kinds(schema);
    boolean mayBeAbsent = !isRequired || kinds.contains("null");
    if (!field.isRepeated() && field.toProto().getProto3Optional() != mayBeAbsent) {
      found.add(
          "%s: optional, and required by the contract, or neither".formatted(field.getFullName()));
    }
    var expected = kind(field);
    if (!kinds.contains(expected)) {
      found.add("%s is %s, in the contract %s".formatted(field.getFullName(), expected, kinds));
      return;
    }
    switch (expected) {
      case "array" -> compareItems(field, resolved(schema.path("items")), found);
      case "object" -> compare(field.getMessageType(), present(schema), found);
      case "enum" -> {
        var prefix = ProtoJson.prefix(field.getEnumType());
        var words =
            field.getEnumType().getValues().stream()
                .filter(value -> value.getNumber() != 0)
                .map(value -> value.getName().substring(prefix.length()).toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        var allowed =
            schema.path("enum").valueStream().map(JsonNode::asText).collect(Collectors.toSet());
        if (!words.equals(allowed)) {
          found.add("%s: %s, in the contract %s".formatted(field.getFullName(), words, allowed));
        }
      }
      default -> {}
    }
  }

  private static void compareItems(FieldDescriptor field, JsonNode items, List<String> found) {
    if (field.getJavaType() == JavaType.MESSAGE) {
      compare(field.getMessageType(), items, found);
    }
  }

  private static String kind(FieldDescriptor field) {
    if (field.isRepeated()) {
      return "array";
    }
    return switch (field.getJavaType()) {
      case MESSAGE ->
          field.getMessageType().equals(Timestamp.getDescriptor()) ? "date-time" : "object";
      case LONG -> "integer";
      case BOOLEAN -> "boolean";
      case ENUM -> "enum";
      default -> "string";
    };
  }

  private static Set<String> kinds(JsonNode schema) {
    var kinds = new TreeSet<String>();
    if (schema.has("enum")) {
      kinds.add("enum");
    } else if (schema.path("format").asText().equals("date-time")) {
      kinds.add("date-time");
    } else if (schema.has("const")) {
      kinds.add("string");
    }
    var type = schema.path("type");
    (type.isArray() ? type.valueStream() : Stream.of(type))
        .map(JsonNode::asText)
        .filter(kind -> !kind.isEmpty() && !(kind.equals("string") && !kinds.isEmpty()))
        .forEach(kinds::add);
    schema.path("oneOf").forEach(one -> kinds.addAll(kinds(resolved(one))));
    schema.path("allOf").forEach(one -> kinds.addAll(kinds(resolved(one))));
    return kinds;
  }

  /** Of a schema that allows nothing as well, the one that does not. */
  private static JsonNode present(JsonNode schema) {
    return schema
        .path("oneOf")
        .valueStream()
        .filter(one -> !one.path("type").asText().equals("null"))
        .findFirst()
        .map(ProtoContractTest::resolved)
        .orElse(schema);
  }

  private static void gather(
      JsonNode unresolved, Map<String, JsonNode> properties, Set<String> required) {
    var schema = resolved(unresolved);
    schema.path("allOf").forEach(part -> gather(part, properties, required));
    schema
        .path("properties")
        .properties()
        .forEach(each -> properties.putIfAbsent(each.getKey(), each.getValue()));
    schema.path("required").forEach(name -> required.add(name.asText()));
  }

  private static JsonNode resolved(JsonNode schema) {
    @Nullable String reference = schema.path("$ref").textValue();
    return reference == null ? schema : ROOT.at(reference.substring(1));
  }
}
