package mercat.platform.log;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import mercat.contracts.Event;
import mercat.contracts.Vocabulary;
import mercat.contracts.log.LogEntry;
import mercat.platform.Failure;
import mercat.platform.bus.Json;
import mercat.platform.database.Tx;

/**
 * The events of one transaction as they stand in a row of the log: a JSON array, each with {@code
 * key}, {@code type}, {@code trace} and {@code payload}, in this order.
 */
public final class LogPage {
  private static final int CHARACTERS_USUAL = 240;

  private static final ObjectWriter PAYLOAD =
      Json.mapper().writer().without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);

  private static final Map<String, Class<? extends Event>> EVENTS =
      Vocabulary.EVENTS.stream()
          .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, type -> type));

  private LogPage() {}

  /** Writes events. */
  public static String write(List<Tx.Appended> events) {
    var text = new StringWriter(events.size() * CHARACTERS_USUAL);
    try (var json = Json.mapper().createGenerator(text)) {
      json.writeStartArray();
      for (var event : events) {
        write(json, event);
      }
      json.writeEndArray();
    } catch (IOException unwritable) {
      throw Failure.internal("cannot write events", unwritable);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Tx.Appended event) throws IOException {
    json.writeStartObject();
    json.writeStringField("key", event.key().toString());
    json.writeStringField("type", event.event().getClass().getSimpleName());
    json.writeStringField("trace", event.trace());
    json.writeFieldName("payload");
    PAYLOAD.writeValue(json, event.event());
    json.writeEndObject();
  }

  /**
   * Reads the entries of a row that lie behind a position and are of interest.
   *
   * @param types the wanted types, empty for all
   * @throws Failure internal, when this version does not know a wanted type
   */
  static List<LogEntry> read(String text, long first, Instant at, long after, Set<String> types) {
    var entries = new ArrayList<LogEntry>();
    try (var json = Json.mapper().createParser(text)) {
      require(json.nextToken() == JsonToken.START_ARRAY);
      long position = first;
      for (var token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
        require(token == JsonToken.START_OBJECT);
        var key = field(json, "key");
        var type = field(json, "type");
        var trace = field(json, "trace");
        require("payload".equals(json.nextFieldName()));
        json.nextToken();
        if (position > after && (types.isEmpty() || types.contains(type))) {
          var event = json.readValueAs(typeOf(type));
          entries.add(new LogEntry(position, UUID.fromString(key), event, trace, at));
        } else {
          json.skipChildren();
        }
        require(json.nextToken() == JsonToken.END_OBJECT);
        position++;
      }
      return entries;
    } catch (IOException unreadable) {
      throw new UncheckedIOException("row " + first + " of the log is unreadable", unreadable);
    }
  }

  private static String field(JsonParser json, String name) throws IOException {
    require(name.equals(json.nextFieldName()));
    return json.nextTextValue();
  }

  private static void require(boolean isSo) {
    if (!isSo) {
      throw Failure.internal("a row of the log is not as it was written", null);
    }
  }

  private static Class<? extends Event> typeOf(String type) {
    var known = EVENTS.get(type);
    if (known == null) {
      throw Failure.internal("unknown event " + type, null);
    }
    return known;
  }
}
