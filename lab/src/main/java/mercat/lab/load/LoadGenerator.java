package mercat.lab.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The lab's one event loop, and the loads that can be run on it. Its methods wait for the end. */
public final class LoadGenerator implements AutoCloseable {
  private final Vertx vertx =
      Vertx.vertx(
          new VertxOptions()
              .setEventLoopPoolSize(1)
              .setWorkerPoolSize(1)
              .setInternalBlockingPoolSize(1)
              .setPreferNativeTransport(true)
              .setFileSystemOptions(
                  new FileSystemOptions()
                      .setFileCachingEnabled(false)
                      .setClassPathResolvingEnabled(false)));

  /**
   * Carries every request to its final response, at most that many in flight.
   *
   * @param allAtOnce whether all clients came at the start, so that waiting for a connection counts
   */
  public void settle(
      ServerAddress server,
      int connections,
      RetryPolicy policy,
      boolean allAtOnce,
      Iterator<IdempotentRequest> requests) {
    new RetryingLoad(vertx, server, connections, policy, allAtOnce, requests).run();
  }

  /** As many requests as so many connections can be answered. */
  public LoadReport closedLoop(
      ServerAddress server, int connections, Duration length, RequestStream requests) {
    return openLoop(server, connections, length, MeasuredLoad.CLOSED, requests);
  }

  public LoadReport openLoop(
      ServerAddress server,
      int connections,
      Duration length,
      double perSecond,
      RequestStream requests) {
    return new MeasuredLoad(vertx, server, connections, requests, length, perSecond).run();
  }

  /**
   * Clients of many servers; nobody comes before it is started.
   *
   * @param attemptMax how long one request may wait for its response
   * @param arrivals gives whoever comes next, one client or several at the same moment; called on
   *     the load's thread
   */
  public Crowd crowd(
      List<ServerAddress> servers,
      int connectionsEach,
      Duration attemptMax,
      Supplier<List<LoadClient>> arrivals) {
    return new Crowd(vertx, servers, connectionsEach, attemptMax, arrivals);
  }

  @Override
  public void close() {
    try {
      var unused = vertx.close().await(5, TimeUnit.SECONDS);
    } catch (TimeoutException ignored) {
      // the process is about to end; nothing of it outlives the event loop
    }
  }

  /** The same bytes, with the same key, are sent until an answer is final, which is told once. */
  public record IdempotentRequest(Buffer request, Consumer<CallOutcome> outcome) {}

  /** What a measured load sends: request number n, counted from 0, and what to look at after it. */
  @FunctionalInterface
  public interface RequestStream {
    Buffer request(long number);

    /** Whether the response to this one is wanted with its body by {@link #seen}. */
    default boolean keepsBody(long number) {
      return false;
    }

    default void seen(long number, RawResponse response, long respondedNanos) {}
  }

  /**
   * How a request that was repeated until its response was final ended.
   *
   * @param response the last one, if any came
   * @param isFinal false when patience ended before a response was final
   * @param latencyNanos from the intended send to the last response
   * @param trouble what the last attempt without a response met
   */
  public record CallOutcome(
      @Nullable RawResponse response,
      boolean isFinal,
      int attempts,
      long latencyNanos,
      @Nullable String trouble) {
    public boolean isSuccess() {
      return isFinal && status() / 100 == 2;
    }

    public int status() {
      return response == null ? 0 : response.status();
    }

    public String body() {
      return response == null ? "" : response.bodyText();
    }

    /** The last response's body; an empty object where there is none. */
    public JsonNode json() {
      return response == null ? JsonNodeFactory.instance.objectNode() : response.json();
    }

    /** One line for people: what came, or why nothing did. */
    public String describe() {
      var text =
          response == null
              ? String.valueOf(trouble)
              : status() + " " + body().strip().replaceAll("\\s+", " ");
      var shown = text.length() > 300 ? text.substring(0, 300) + "…" : text;
      return isFinal ? shown : "no final response after " + attempts + " attempts: " + shown;
    }
  }
}
