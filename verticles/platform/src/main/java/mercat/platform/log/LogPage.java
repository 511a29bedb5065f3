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
import java.util.Set;
import java.util.UUID;
import mercat.contracts.Event;
import mercat.contracts.log.LogEntry;
import mercat.platform.Failure;
import mercat.platform.bus.Json;
import mercat.platform.database.Tx;
import org.jspecify.annotations.Nullable;

/**
 * The events of one transaction as they stand in a row of the log: a JSON array, each with {@code
 * key}, {@code type}, {@code trace} and {@code payload}, in this order. Further fields are passed
 * over.
 */
public final class LogPage {
  private static final int CHARACTERS_USUAL = 240;

  private static final ObjectWriter PAYLOAD =
      Json.mapper().writer().without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);

  /** No event is of such a type. */
  private static final Set<String> NONE = Set.of("");

  private LogPage() {}

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
   * Reads the entries of a row that lie behind a position and are of interest. What this version
   * does not understand is passed on unread.
   *
   * @param types the wanted types, empty for all
   */
  static List<LogEntry> read(String text, long first, Instant at, long after, Set<String> types) {
    var entries = new ArrayList<LogEntry>();
    try (var json = Json.mapper().createParser(text)) {
      require(json.nextToken() == JsonToken.START_ARRAY);
      long position = first;
      while (json.nextToken() == JsonToken.START_OBJECT) {
        var entry = entry(json, position, at, position > after ? types : NONE);
        if (entry != null) {
          entries.add(entry);
        }
        position++;
      }
      require(json.currentToken() == JsonToken.END_ARRAY);
      return entries;
    } catch (IOException unreadable) {
      throw new UncheckedIOException("row " + first + " of the log is unreadable", unreadable);
    }
  }

  /** One entry, null when it is of no interest; its payload is not looked at before its type. */
  private static @Nullable LogEntry entry(
      JsonParser json, long position, Instant at, Set<String> types) throws IOException {
    var key = "";
    var type = "";
    var trace = "";
    Event event = null;
    for (var field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
      json.nextToken();
      switch (field) {
        case "key" -> key = json.getText();
        case "type" -> type = json.getText();
        case "trace" -> trace = json.getText();
        case "payload" -> {
          require(!type.isEmpty());
          if (types.isEmpty() || types.contains(type)) {
            event = Json.event(type, json.readValueAsTree());
          } else {
            json.skipChildren();
          }
        }
        default -> json.skipChildren();
      }
    }
    require(json.currentToken() == JsonToken.END_OBJECT);
    return event == null ? null : new LogEntry(position, UUID.fromString(key), event, trace, at);
  }

  private static void require(boolean isSo) {
    if (!isSo) {
      throw Failure.internal("a row of the log is not as it was written", null);
    }
  }
}
