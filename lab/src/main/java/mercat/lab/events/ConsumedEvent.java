package mercat.lab.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What a consumer keeps of an event.
 *
 * @param context in whose log it stands
 * @param id of the CloudEvent, unique within the context
 * @param position in the log, from 1
 * @param key what it is about
 */
public record ConsumedEvent(String context, String id, long position, String key, String type) {
  private static final String SOURCE = "urn:mercat:";

  /** The events of a page of the feed, in its order. */
  static List<ConsumedEvent> in(JsonNode page) {
    return page.path("data").valueStream().map(ConsumedEvent::of).toList();
  }

  /** What a CloudEvent says. */
  public static ConsumedEvent of(JsonNode event) {
    var context = after(SOURCE, event.path("source").asText());
    return new ConsumedEvent(
        context,
        event.path("id").asText(),
        event.path("position").asLong(),
        event.path("subject").asText(),
        after("mercat." + context + ".", event.path("type").asText()));
  }

  /** The text without what it begins with; one that begins otherwise is in no log as it is. */
  private static String after(String start, String text) {
    return text.startsWith(start) ? text.substring(start.length()) : text;
  }
}
