package mercat.lab.load;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Clients that come at a rate, whether or not earlier ones were served, and go from server to
 * server until they are done. Each attempt goes to the reachable server with the fewest requests
 * under way, as a load balancer would send it; one that has just left somebody without an answer is
 * passed over for a moment.
 */
public final class Crowd implements AutoCloseable {
  private static final int TICK_MS = 2;
  private static final int LOOK_MS = 100;
  private static final long AVOIDED_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Duration NEVER = Duration.ofDays(1);

  private final Vertx vertx;
  private final Supplier<List<LoadClient>> arrivals;
  private final List<Lane> lanes;
  private final Promise<Void> everybodyGone = Promise.promise();
  private volatile double perSecond;
  private double due;
  private long lastNanos;
  private long unfinished;
  private boolean closing;
  private boolean held;
  private final List<LoadClient> heldClients = new ArrayList<>();

  Crowd(
      Vertx vertx,
      List<ServerAddress> servers,
      int connectionsEach,
      Duration attemptMax,
      Supplier<List<LoadClient>> arrivals) {
    this.vertx = vertx;
    this.arrivals = arrivals;
    this.lanes =
        servers.stream()
            .map(server -> new Lane(vertx, server, connectionsEach, attemptMax))
            .toList();
  }

  public void start(double rate) {
    perSecond = rate;
    vertx.runOnContext(now -> {
      lastNanos = System.nanoTime();
      lanes.forEach(Lane::connect);
      vertx.setPeriodic(TICK_MS, this::tick);
      vertx.setPeriodic(LOOK_MS, look -> lanes.forEach(Lane::giveUpLate));
    });
  }

  public void rate(double rate) {
    perSecond = rate;
  }

  /**
   * Lets nobody come or ask until all are {@linkplain #release released}; who was left without a
   * response meanwhile then asks again.
   */
  public void hold() {
    vertx.runOnContext(now -> held = true);
  }

  public void release() {
    vertx.runOnContext(now -> {
      held = false;
      var waiting = List.copyOf(heldClients);
      heldClients.clear();
      waiting.forEach(this::attempt);
    });
  }

  /** Lets nobody else come, and waits until all are done; whether they were in time. */
  public boolean drain(Duration atMost) {
    perSecond = 0;
    vertx.runOnContext(now -> {
      closing = true;
      leave();
    });
    try {
      var unused = everybodyGone.future().await(atMost.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException late) {
      return false;
    }
  }

  private void tick(long timer) {
    var now = System.nanoTime();
    due += perSecond * (now - lastNanos) / 1e9;
    lastNanos = now;
    if (closing) {
      vertx.cancelTimer(timer);
      return;
    }
    if (held) {
      due = 0;
    }
    for (; due >= 1; due--) {
      for (var client : arrivals.get()) {
        unfinished++;
        attempt(client);
      }
    }
  }

  private void attempt(LoadClient client) {
    if (held) {
      heldClients.add(client);
      return;
    }
    var now = System.nanoTime();
    var lane =
        lanes.stream()
            .min(
                Comparator.comparing((Lane candidate) -> !candidate.isReachable())
                    .thenComparing(candidate -> candidate.isAvoided(now))
                    .thenComparingInt(Lane::load)
                    .thenComparingLong(candidate -> candidate.lastUsedNanos))
            .orElseThrow();
    lane.take(new Waiting(client, now));
  }

  private void afterwards(LoadClient client, long pauseMs) {
    if (pauseMs == LoadClient.DONE) {
      unfinished--;
      leave();
    } else {
      vertx.setTimer(Math.max(1, pauseMs), later -> attempt(client));
    }
  }

  private void leave() {
    if (closing && unfinished == 0) {
      var unused = everybodyGone.tryComplete();
    }
  }

  @Override
  public void close() {
    vertx.runOnContext(now -> {
      closing = true;
      lanes.forEach(Lane::close);
    });
  }

  private record Waiting(LoadClient client, long sinceNanos) {}

  /** One server, its connections, and who waits for one of them. */
  private final class Lane extends LoadConnections {
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private int underWay;
    private long avoidedUntilNanos = System.nanoTime();
    private long lastUsedNanos;

    Lane(Vertx vertx, ServerAddress server, int connections, Duration attemptMax) {
      super(vertx, server, connections, new RetryPolicy(attemptMax, NEVER, NEVER));
    }

    int load() {
      return underWay + waiting.size();
    }

    boolean isAvoided(long nowNanos) {
      return nowNanos - avoidedUntilNanos < 0;
    }

    void avoid() {
      avoidedUntilNanos = System.nanoTime() + AVOIDED_NANOS;
    }

    void take(Waiting client) {
      lastUsedNanos = client.sinceNanos;
      waiting.add(client);
      wake();
    }

    @Override
    @Nullable LoadClient next() {
      var first = waiting.poll();
      if (first == null) {
        return null;
      }
      underWay++;
      return first.client;
    }

    @Override
    void ended(LoadClient client, boolean isAnswered, long pauseMs) {
      underWay--;
      if (!isAnswered && !client.isCut()) {
        avoid();
      }
      afterwards(client, pauseMs);
    }

    /** Who waited for a connection as long as for an answer, or where there is none, goes on. */
    void giveUpLate() {
      var limit = System.nanoTime() - policy.attempt().toNanos();
      while (!waiting.isEmpty() && (waiting.getFirst().sinceNanos - limit < 0 || !isReachable())) {
        var client = waiting.removeFirst().client;
        avoid();
        afterwards(client, client.broken(new IOException("no connection to " + server), false));
      }
    }
  }
}
