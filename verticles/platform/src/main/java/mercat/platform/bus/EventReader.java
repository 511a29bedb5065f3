package mercat.platform.bus;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import java.io.IOException;
import java.io.Serial;
import java.util.Map;
import java.util.stream.Collectors;
import mercat.contracts.Event;
import mercat.contracts.Vocabulary;
import mercat.contracts.log.UnreadEvent;

/**
 * Reads what may be any event. One that this version does not understand becomes an {@link
 * UnreadEvent}, so that it spoils nothing beside it; one that another version did not understand is
 * read here when this one does.
 */
final class EventReader extends StdDeserializer<Event> {
  @Serial private static final long serialVersionUID = 1;

  private static final Map<String, Class<? extends Event>> TYPES =
      Vocabulary.EVENTS.stream()
          .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, type -> type));

  EventReader() {
    super(Event.class);
  }

  @Override
  public Event deserialize(JsonParser json, DeserializationContext context) throws IOException {
    JsonNode event = json.readValueAsTree();
    var type = event.path("is").asText();
    if (!type.equals(UnreadEvent.class.getSimpleName())) {
      return read(type, event);
    }
    var unread = Json.mapper().treeToValue(event, UnreadEvent.class);
    var again = read(unread.type(), Json.mapper().readTree(unread.payload()));
    return again instanceof UnreadEvent ? unread : again;
  }

  @Override
  public Event deserializeWithType(
      JsonParser json, DeserializationContext context, TypeDeserializer type) throws IOException {
    return deserialize(json, context);
  }

  /** The event of a type that a payload holds. */
  static Event read(String type, JsonNode payload) {
    var known = TYPES.get(type);
    if (known == null) {
      return new UnreadEvent(type, payload.toString(), "unknown event " + type);
    }
    try {
      return Json.mapper().treeToValue(payload, known);
    } catch (JsonProcessingException unreadable) {
      return new UnreadEvent(type, payload.toString(), unreadable.getOriginalMessage());
    }
  }
}
