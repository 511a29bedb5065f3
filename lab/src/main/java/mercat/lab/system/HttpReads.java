package mercat.lab.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import mercat.lab.load.HttpText;
import mercat.lab.load.RawConnection;
import mercat.lab.load.RawResponse;
import mercat.lab.load.ServerAddress;

/**
 * Single questions over HTTP, asked once and measured by nobody, each over a connection of its own;
 * whatever is measured or repeated is sent by the load generator.
 */
public final class HttpReads {
  private HttpReads() {}

  public static RawResponse get(ServerAddress server, String path, Duration atMost)
      throws IOException {
    return send(HttpText.get(server, path), atMost);
  }

  public static RawResponse send(HttpText request, Duration atMost) throws IOException {
    try (var connection = new RawConnection()) {
      connection.open(request.address(), atMost);
      connection.send(request.render().getBytes());
      var response = connection.next(true, false);
      if (response == null) {
        throw new EOFException("no response");
      }
      return response;
    }
  }

  /** The same as JSON; empty where the server does not say in time. */
  public static Optional<JsonNode> json(ServerAddress server, String path, Duration atMost) {
    try {
      var response = get(server, path, atMost);
      return response.status() == 200 ? Optional.of(response.json()) : Optional.empty();
    } catch (IOException silent) {
      return Optional.empty();
    }
  }
}
