package mercat.lab.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import mercat.lab.load.Address;

/** Reads of one operations listener. */
public final class OpsReads {
  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  /** What one listener said; an answer that did not come is empty, and says why. */
  record Reading(
      Address address, boolean ready, JsonNode topology, String metrics, String trouble) {
    boolean isThere() {
      return trouble.isEmpty();
    }
  }

  Reading of(Address address) {
    try {
      var ready = client.send(get(address, "/health/ready"), BodyHandlers.discarding());
      var topology = client.send(get(address, "/topology"), BodyHandlers.ofString());
      var metrics = client.send(get(address, "/metrics"), BodyHandlers.ofString());
      return new Reading(
          address, ready.statusCode() == 200, JSON.readTree(topology.body()), metrics.body(), "");
    } catch (IOException failure) {
      var why = failure.getMessage() == null ? "no answer" : failure.getMessage();
      return new Reading(address, false, JSON.createObjectNode(), "", why);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading " + address, interrupted);
    }
  }

  /** Who is there and who serves what, as one node sees it; empty when it does not say in time. */
  public Optional<JsonNode> topology(Address address, Duration atMost) {
    try {
      var answer = client.send(get(address, "/topology", atMost), BodyHandlers.ofString());
      return answer.statusCode() == 200
          ? Optional.of(JSON.readTree(answer.body()))
          : Optional.empty();
    } catch (IOException silent) {
      return Optional.empty();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static HttpRequest get(Address address, String path) {
    return get(address, path, ANSWER_MAX);
  }

  private static HttpRequest get(Address address, String path, Duration atMost) {
    return HttpRequest.newBuilder(URI.create(address + path)).timeout(atMost).build();
  }
}
