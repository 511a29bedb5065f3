package mercat.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** An order that the system acknowledged with a 2xx answer; the total is in minor units. */
public record Ack(String id, String key, long total, String currency, String status) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads a file of one JSON line each; a line that is no acknowledgement is named as an error. */
  public static List<Ack> read(Path path) {
    var acks = new ArrayList<Ack>();
    read(path, acks::add);
    return acks;
  }

  /** The same, given one after the other. */
  static void read(Path path, Consumer<? super Ack> taker) {
    long number = 0;
    try (var lines = Files.newBufferedReader(path)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        taker.accept(JSON.readValue(line, Ack.class));
      }
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(
          "%s, line %d: not an acknowledgement".formatted(path, number), malformed);
    } catch (IOException failure) {
      throw new IllegalArgumentException("cannot read " + path, failure);
    }
  }
}
