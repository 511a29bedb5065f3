package mercat.lab.load;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import mercat.verify.UnreachableException;

/** The lab's one event loop, and the loads that can be run on it. Its methods wait for the end. */
public final class LoadGenerator implements AutoCloseable {
  private final Vertx vertx;

  public LoadGenerator() {
    vertx =
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
  }

  /**
   * Carries every request to its final response, at most that many in flight.
   *
   * @param allAtOnce whether all clients came at the start, so that waiting for a connection counts
   */
  public void settle(
      ServerAddress address,
      int connections,
      RetryPolicy policy,
      boolean allAtOnce,
      Iterator<IdempotentRequest> requests) {
    var unused =
        ended(new RetryingLoad(vertx, requests, policy, allAtOnce).start(address, connections));
  }

  public LoadReport closedLoop(
      ServerAddress address,
      int connections,
      Duration length,
      long requestsMax,
      RequestStream requests) {
    return ended(
        MeasuredLoad.closed(vertx, requests, length, requestsMax).start(address, connections));
  }

  public LoadReport openLoop(
      ServerAddress address,
      int connections,
      Duration length,
      double perSecond,
      RequestStream requests) {
    return ended(MeasuredLoad.open(vertx, requests, perSecond, length).start(address, connections));
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

  private static <T> T ended(CompletableFuture<T> ending) {
    try {
      return ending.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a load was running", interrupted);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof ConnectException refused) {
        throw new UnreachableException(String.valueOf(refused.getMessage()), refused);
      }
      throw new CompletionException(failure.getCause());
    }
  }

  @Override
  public void close() {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException ignored) {
      // the process is about to end; nothing of it outlives the event loop
    }
  }
}
