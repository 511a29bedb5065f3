package mercat.platform.bus;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedConstructor;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.Serial;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mercat.contracts.Event;
import mercat.contracts.Message;
import mercat.contracts.Vocabulary;
import mercat.contracts.log.UnreadEvent;
import mercat.platform.Failure;
import org.jspecify.annotations.Nullable;

/**
 * How records are written as JSON, on the bus and in the logs.
 *
 * <p>A record whose one component is called {@code value} travels as that value. A variant of a
 * sealed message, and an event where any event may stand, carries its simple name as {@code is}.
 * Unknown fields are ignored, so that a neighbour of the next version can be read; whatever else is
 * unknown is refused rather than guessed, but for an event among others, which is passed on unread.
 */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new SimpleModule().addDeserializer(Event.class, new EventReader()))
          .annotationIntrospector(new RecordIntrospector())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .build();

  private static final Map<String, Class<? extends Event>> EVENTS =
      Vocabulary.EVENTS.stream()
          .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, type -> type));

  private Json() {}

  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException unwritable) {
      throw Failure.internal("cannot write " + value.getClass().getSimpleName(), unwritable);
    }
  }

  /**
   * Reads a record.
   *
   * @throws Failure invalid, when the text is not such a record or the record refuses it
   */
  public static <T> T read(String json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException unreadable) {
      throw new Failure(
          mercat.platform.FailureKind.INVALID, "unreadable " + type.getSimpleName(), unreadable);
    }
  }

  /**
   * Reads a record from UTF-8.
   *
   * @throws Failure invalid, when the bytes are not such a record or the record refuses them
   */
  public static <T> T read(byte[] json, Class<T> type) {
    return read(new String(json, java.nio.charset.StandardCharsets.UTF_8), type);
  }

  /**
   * Reads an event of a log.
   *
   * @param type what the log says it is
   * @return an {@link UnreadEvent} when this version does not understand it
   */
  public static Event event(String type, JsonNode payload) {
    var known = EVENTS.get(type);
    if (known == null) {
      return new UnreadEvent(type, payload.toString(), "unknown event " + type);
    }
    try {
      return MAPPER.treeToValue(payload, known);
    } catch (JsonProcessingException unreadable) {
      return new UnreadEvent(type, payload.toString(), unreadable.getOriginalMessage());
    }
  }

  /** The mapper itself, for libraries that want one. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /**
   * Reads what may be any event. One that this version does not understand becomes an {@link
   * UnreadEvent}, so that it spoils nothing beside it; one that another version did not understand
   * is read here when this one does.
   */
  private static final class EventReader extends StdDeserializer<Event> {
    @Serial private static final long serialVersionUID = 1;

    EventReader() {
      super(Event.class);
    }

    @Override
    public Event deserialize(JsonParser json, DeserializationContext context) throws IOException {
      JsonNode event = json.readValueAsTree();
      var type = event.path("is").asText();
      if (!type.equals(UnreadEvent.class.getSimpleName())) {
        return event(type, event);
      }
      var unread = MAPPER.treeToValue(event, UnreadEvent.class);
      var again = event(unread.type(), MAPPER.readTree(unread.payload()));
      return again instanceof UnreadEvent ? unread : again;
    }

    @Override
    public Event deserializeWithType(
        JsonParser json, DeserializationContext context, TypeDeserializer type) throws IOException {
      return deserialize(json, context);
    }
  }

  /** Reads the shape of the records where other projects write annotations. */
  private static final class RecordIntrospector extends JacksonAnnotationIntrospector {
    @Serial private static final long serialVersionUID = 1;

    private static final JsonTypeInfo.Value NAMED =
        JsonTypeInfo.Value.construct(
            JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, "is", null, false, null, null);

    @Override
    public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(
        MapperConfig<?> config, Annotated annotated) {
      return annotated instanceof AnnotatedClass && isVariant(annotated.getRawType())
          ? NAMED
          : super.findPolymorphicTypeInfo(config, annotated);
    }

    @Override
    public @Nullable List<NamedType> findSubtypes(Annotated annotated) {
      var type = annotated.getRawType();
      if (type.isSealed() && Message.class.isAssignableFrom(type)) {
        return Arrays.stream(type.getPermittedSubclasses())
            .map(variant -> new NamedType(variant, variant.getSimpleName()))
            .toList();
      }
      return super.findSubtypes(annotated);
    }

    @Override
    public @Nullable String findTypeName(AnnotatedClass annotated) {
      return isVariant(annotated.getRawType())
          ? annotated.getRawType().getSimpleName()
          : super.findTypeName(annotated);
    }

    @Override
    public @Nullable Boolean hasAsValue(Annotated annotated) {
      boolean wraps =
          annotated instanceof AnnotatedMethod method
              && method.getName().equals("value")
              && isWrapper(method.getDeclaringClass());
      return wraps ? Boolean.TRUE : super.hasAsValue(annotated);
    }

    @Override
    public JsonCreator.@Nullable Mode findCreatorAnnotation(
        MapperConfig<?> config, Annotated annotated) {
      return annotated instanceof AnnotatedConstructor constructor
              && isWrapper(constructor.getDeclaringClass())
          ? JsonCreator.Mode.DELEGATING
          : super.findCreatorAnnotation(config, annotated);
    }

    private static boolean isVariant(Class<?> type) {
      if (!Message.class.isAssignableFrom(type)) {
        return false;
      }
      return Event.class.isAssignableFrom(type)
          || type.isSealed()
          || Arrays.stream(type.getInterfaces()).anyMatch(Class::isSealed);
    }

    private static boolean isWrapper(Class<?> type) {
      return type.isRecord()
          && type.getRecordComponents().length == 1
          && type.getRecordComponents()[0].getName().equals("value");
    }
  }
}
