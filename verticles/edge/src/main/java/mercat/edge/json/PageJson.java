package mercat.edge.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One page of a list, and the cursor of the next, written so that nobody makes one by hand. */
public final class PageJson {
  /** What is wrong with a cursor that is no cursor of ours. */
  public static final String FORGED = "take it from the page before";

  private PageJson() {}

  /** Writes one item. */
  @FunctionalInterface
  public interface Item<T> {
    void write(JsonGenerator json, T item) throws IOException;
  }

  /**
   * Writes a page.
   *
   * @param next where the next page begins, null after the last
   */
  public static <T> void page(
      JsonGenerator json, List<T> items, Item<? super T> item, @Nullable String next)
      throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("data");
    for (var each : items) {
      item.write(json, each);
    }
    json.writeEndArray();
    if (next == null) {
      json.writeNullField("next");
    } else {
      json.writeStringField("next", cursor(next));
    }
    json.writeEndObject();
  }

  private static String cursor(String position) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(position.getBytes(StandardCharsets.UTF_8));
  }

  /** The place that a cursor names, null when it is no cursor of ours. */
  public static @Nullable String position(String cursor) {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException forged) {
      return null;
    }
  }
}
