package mercat.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An order that the system acknowledged with a 2xx answer; the total is in minor units. */
public record Ack(String id, String key, long total, String currency, String status) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads a file of one JSON line each; a line that is no acknowledgement is named as an error. */
  public static List<Ack> read(Path path) {
    var acks = new ArrayList<Ack>();
    try {
      for (var line : Files.readAllLines(path)) {
        acks.add(JSON.readValue(line, Ack.class));
      }
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(
          "%s, line %d: not an acknowledgement".formatted(path, acks.size() + 1), malformed);
    } catch (IOException failure) {
      throw new IllegalArgumentException("cannot read " + path, failure);
    }
    return acks;
  }
}
