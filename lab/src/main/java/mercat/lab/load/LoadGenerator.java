package mercat.lab.load;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

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
      Supplier<List<CrowdClient>> arrivals) {
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
}
