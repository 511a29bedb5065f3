package mercat.edge.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import mercat.edge.http.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Messages as the contract's JSON, and back. Protocol Buffers' own mapping writes 64 bits as text
 * and constants with their prefix, which no schema of the contract allows.
 */
final class ProtoJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int ELEMENTS_MAX = 10_000;
  private static final String UNSPECIFIED = "UNSPECIFIED";

  private ProtoJson() {}

  /**
   * A message as JSON. A field that is optional and not set is left out.
   *
   * @throws Problem when there is so much in a field as no schema of the contract allows: as JSON
   *     two bytes would be hundreds
   */
  static ObjectNode json(Message message) {
    var object = JSON.objectNode();
    for (var field : message.getDescriptorForType().getFields()) {
      if (field.isRepeated()) {
        if (message.getRepeatedFieldCount(field) > ELEMENTS_MAX) {
          throw Problem.invalid("/" + field.getJsonName(), "has more than " + ELEMENTS_MAX);
        }
        var array = object.putArray(field.getJsonName());
        ((List<?>) message.getField(field)).forEach(each -> array.add(json(field, each)));
      } else if (!field.hasPresence() || message.hasField(field)) {
        var value = json(field, message.getField(field));
        if (!value.isMissingNode()) {
          object.set(field.getJsonName(), value);
        }
      }
    }
    return object;
  }

  private static JsonNode json(FieldDescriptor field, Object value) {
    return switch (field.getJavaType()) {
      case MESSAGE -> json((Message) value);
      case LONG, INT -> JSON.numberNode(((Number) value).longValue());
      case BOOLEAN -> JSON.booleanNode((Boolean) value);
      case ENUM -> {
        var word = word((EnumValueDescriptor) value);
        yield word.isEmpty() ? JSON.missingNode() : JSON.textNode(word);
      }
      case STRING -> JSON.textNode((String) value);
      case FLOAT, DOUBLE, BYTE_STRING -> throw unused(field);
    };
  }

  /** A value of one field as a parameter of the contract has it. */
  static String text(FieldDescriptor field, Object value) {
    return field.getJavaType() == JavaType.ENUM
        ? word((EnumValueDescriptor) value)
        : String.valueOf(value);
  }

  /** A message of the prototype's type that says what JSON of the contract says. */
  static Message message(Message prototype, JsonNode json) {
    var builder = prototype.newBuilderForType();
    for (var field : builder.getDescriptorForType().getFields()) {
      var member = json.path(field.getJsonName());
      if (field.isRepeated()) {
        member.forEach(each -> add(builder, field, each));
      } else {
        var value = value(builder, field, member);
        if (value != null) {
          builder.setField(field, value);
        }
      }
    }
    return builder.build();
  }

  private static void add(Message.Builder builder, FieldDescriptor field, JsonNode json) {
    var value = value(builder, field, json);
    if (value != null) {
      builder.addRepeatedField(field, value);
    }
  }

  private static @Nullable Object value(
      Message.Builder builder, FieldDescriptor field, JsonNode json) {
    if (json.isMissingNode() || json.isNull()) {
      return null;
    }
    return switch (field.getJavaType()) {
      case MESSAGE ->
          field.getMessageType().equals(Timestamp.getDescriptor())
              ? timestamp(Instant.parse(json.asText()))
              : message(builder.newBuilderForField(field).getDefaultInstanceForType(), json);
      case LONG -> json.longValue();
      case INT -> json.intValue();
      case BOOLEAN -> json.booleanValue();
      case ENUM -> constant(field.getEnumType(), json.asText());
      case STRING -> json.asText();
      case FLOAT, DOUBLE, BYTE_STRING -> throw unused(field);
    };
  }

  static Timestamp timestamp(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }

  /** The contract's word for a constant, empty for none; for an unknown one its number. */
  private static String word(EnumValueDescriptor constant) {
    var prefix = prefix(constant.getType());
    if (!constant.getName().startsWith(prefix)) {
      return String.valueOf(constant.getNumber());
    }
    return constant.getNumber() == 0
        ? ""
        : constant.getName().substring(prefix.length()).toLowerCase(Locale.ROOT);
  }

  /** The constant for a word, null for one that is not known yet. */
  private static @Nullable EnumValueDescriptor constant(EnumDescriptor type, String word) {
    return type.findValueByName(prefix(type) + word.toUpperCase(Locale.ROOT));
  }

  /** What all constants of a type begin with. */
  static String prefix(EnumDescriptor type) {
    var none = type.findValueByNumber(0).getName();
    return none.substring(0, none.length() - UNSPECIFIED.length());
  }

  private static IllegalStateException unused(FieldDescriptor field) {
    return new IllegalStateException("the contract has no such type: " + field.getFullName());
  }
}
