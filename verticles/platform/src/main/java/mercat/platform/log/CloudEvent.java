package mercat.platform.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.UUID;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.UnreadEvent;
import mercat.platform.bus.Json;
import org.jspecify.annotations.Nullable;

/**
 * An event of a log as others than Mercat are told it: a CloudEvent 1.0 in JSON.
 *
 * @param id the same whenever it is told, and unique within the source: incarnation and position
 * @param source {@code urn:mercat:} and the context in whose log it stands
 * @param type {@code mercat.}, the context and the name of the event
 * @param subject the key: events of one source and one subject are told in their order
 * @param incarnation an extension: the life of the log, another one after a restored backup
 * @param position an extension: the place in the log, dense, from 1; a text, for whole numbers of
 *     CloudEvents end at 2147483647
 * @param traceparent an extension: the request that led to it; null if none
 * @param data the event as JSON
 */
public record CloudEvent(
    String specversion,
    String id,
    String source,
    String type,
    String subject,
    Instant time,
    String datacontenttype,
    String incarnation,
    String position,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String traceparent,
    @JsonRawValue String data) {
  private static final String VERSION = "1.0";
  private static final String JSON = "application/json";

  /** Names the type in a log, where the type of a CloudEvent says it already. */
  private static final String NAME = "is";

  private static final int CHARACTERS_BESIDE_DATA = 500;

  /** Tells an event of a context's log. */
  public static CloudEvent of(String context, UUID incarnation, LogEntry entry) {
    JsonNode payload =
        entry.event() instanceof UnreadEvent unread
            ? Json.read(unread.payload(), JsonNode.class)
            : Json.mapper().valueToTree(entry.event());
    return new CloudEvent(
        VERSION,
        incarnation + "/" + entry.position(),
        "urn:mercat:" + context,
        "mercat." + context + "." + entry.type(),
        entry.key().toString(),
        entry.at(),
        JSON,
        incarnation.toString(),
        String.valueOf(entry.position()),
        entry.trace().isEmpty() ? null : entry.trace(),
        data(payload));
  }

  private static String data(JsonNode payload) {
    if (payload instanceof ObjectNode fields) {
      fields.remove(NAME);
    }
    return payload.toString();
  }

  public String json() {
    return Json.write(this);
  }

  /** What it weighs about, in characters of JSON. */
  int characters() {
    return CHARACTERS_BESIDE_DATA + data.length();
  }
}
