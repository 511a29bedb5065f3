package mercat.lab.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import mercat.lab.load.ServerAddress;

/**
 * Single questions over HTTP, asked once and measured by nobody; whatever is measured or repeated
 * is sent by the load generator.
 */
public final class HttpReads {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  private HttpReads() {}

  public static HttpResponse<String> get(ServerAddress server, String path, Duration atMost)
      throws IOException {
    return send(HttpRequest.newBuilder(URI.create(server + path)).timeout(atMost).build());
  }

  /** The same as JSON; empty where the server does not say in time. */
  public static Optional<JsonNode> json(ServerAddress server, String path, Duration atMost) {
    try {
      var response = get(server, path, atMost);
      return response.statusCode() == 200
          ? Optional.of(JSON.readTree(response.body()))
          : Optional.empty();
    } catch (IOException silent) {
      return Optional.empty();
    }
  }

  public static HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException interrupted) {
      throw Awaiting.interrupted(interrupted);
    }
  }
}
