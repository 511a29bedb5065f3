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

  /** Carries every intention to its final answer, at most that many in flight. */
  public void settle(
      Address address, int connections, Patience patience, Iterator<Intention> intentions) {
    var unused =
        ended(
            new Campaign(vertx, intentions, patience, false)
                .start(address, connections)
                .thenApply(nothing -> true));
  }

  /** The same for clients who all came at the start: waiting for a connection counts. */
  public void settleAllAtOnce(
      Address address, int connections, Patience patience, List<Intention> intentions) {
    var unused =
        ended(
            new Campaign(vertx, intentions.iterator(), patience, true)
                .start(address, connections)
                .thenApply(nothing -> true));
  }

  public LoadReport closedLoop(
      Address address, int connections, Duration length, long shotsMax, Shots shots) {
    return ended(new ClosedLoop(shots, length, shotsMax).start(vertx, address, connections));
  }

  public LoadReport openLoop(
      Address address, int connections, Duration length, double perSecond, Shots shots) {
    return ended(new OpenLoop(shots, perSecond, length).start(vertx, address, connections));
  }

  /**
   * Clients of many servers; nobody comes before it is started.
   *
   * @param attemptMax how long one request may wait for its answer
   * @param arrivals gives whoever comes next, one client or several at the same moment; called on
   *     the load's thread
   */
  public Crowd crowd(
      List<Address> servers,
      int connectionsEach,
      Duration attemptMax,
      Supplier<List<Errand>> arrivals) {
    return new Crowd(vertx, servers, connectionsEach, attemptMax, arrivals);
  }

  private static <T> T ended(CompletableFuture<T> ending) {
    try {
      return ending.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a load was running", interrupted);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof ConnectException nobody) {
        throw new UnreachableException(String.valueOf(nobody.getMessage()), nobody);
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
