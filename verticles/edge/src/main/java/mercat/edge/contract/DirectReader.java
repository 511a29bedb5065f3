package mercat.edge.contract;

import com.fasterxml.jackson.databind.ObjectReader;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import mercat.edge.json.ApiJson;
import org.jspecify.annotations.Nullable;

/**
 * Reads bodies of JSON straight into the record that their schema stands for, without a tree and
 * without the schema: for an operation that is asked for so often that these cost. Takes only what
 * the schema surely allows; of anything else the schema says whether it does, and why not.
 *
 * @param <T> the record
 */
public final class DirectReader<T> {
  private final ObjectReader reader;
  private final Predicate<T> conforms;

  /**
   * A reader of one record.
   *
   * @param conforms whether the schema surely allows what a record that was read stands for
   */
  public DirectReader(Class<T> type, Predicate<T> conforms) {
    this.reader = ApiJson.reader(type);
    this.conforms = conforms;
  }

  /** The record, null when only the schema can tell what the body is. */
  public @Nullable T read(Buffer body) {
    var text = body.toString(StandardCharsets.UTF_8);
    if (needsTheSchema(text)) {
      return null;
    }
    try (var json = StrictJson.parser(text)) {
      T value = reader.readValue(json);
      return conforms.test(value) ? value : null;
    } catch (IOException unlikeTheRecord) {
      return null;
    }
  }

  /** Null reads like a member that is absent, and what is no UTF-8 like a replacement character. */
  private static boolean needsTheSchema(String text) {
    return text.contains("null") || text.indexOf('\ufffd') >= 0;
  }
}
