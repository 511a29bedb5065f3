package mercat.lab.load;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import mercat.lab.load.LoadConnections.LoadExchange;
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
  private final Supplier<List<CrowdClient>> arrivals;
  private final List<Lane> lanes;
  private final Promise<Void> everybodyGone = Promise.promise();
  private volatile double perSecond;
  private double due;
  private long lastNanos;
  private long unfinished;
  private boolean closing;
  private boolean held;
  private final List<CrowdClient> heldClients = new ArrayList<>();

  Crowd(
      Vertx vertx,
      List<ServerAddress> servers,
      int connectionsEach,
      Duration attemptMax,
      Supplier<List<CrowdClient>> arrivals) {
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

  private void attempt(CrowdClient client) {
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
    lane.take(new Trip(client, lane, now));
  }

  private void afterwards(CrowdClient client, long pauseMs) {
    if (pauseMs == CrowdClient.DONE) {
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

  /** One server, its connections, and who waits for one of them. */
  private final class Lane extends LoadConnections {
    private final ArrayDeque<Trip> waiting = new ArrayDeque<>();
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

    void take(Trip trip) {
      lastUsedNanos = System.nanoTime();
      waiting.add(trip);
      wake();
    }

    @Override
    @Nullable LoadExchange next() {
      var trip = waiting.poll();
      if (trip != null) {
        underWay++;
      }
      return trip;
    }

    /** Who waited for a connection as long as for an answer, or where there is none, goes on. */
    void giveUpLate() {
      var limit = System.nanoTime() - policy.attempt().toNanos();
      while (!waiting.isEmpty() && (waiting.getFirst().sinceNanos - limit < 0 || !isReachable())) {
        var trip = waiting.removeFirst();
        avoid();
        afterwards(
            trip.client, trip.client.broken(new IOException("no connection to " + server), false));
      }
    }
  }

  private final class Trip implements LoadExchange {
    private final CrowdClient client;
    private final Lane lane;
    private final long sinceNanos;

    Trip(CrowdClient client, Lane lane, long sinceNanos) {
      this.client = client;
      this.lane = lane;
      this.sinceNanos = sinceNanos;
    }

    @Override
    public Buffer request() {
      return client.request(lane.server);
    }

    @Override
    public boolean keepsBody() {
      return true;
    }

    @Override
    public boolean isCut() {
      return client.isCut();
    }

    @Override
    public void responded(RawResponse response) {
      lane.underWay--;
      afterwards(client, client.responded(response));
    }

    @Override
    public void broken(Throwable cause) {
      lane.underWay--;
      if (!client.isCut()) {
        lane.avoid();
      }
      afterwards(client, client.broken(cause, true));
    }
  }

  /**
   * What one client of a {@link Crowd} wants, attempt by attempt. All calls come on the load's one
   * thread; each attempt ends in exactly one of {@link #responded} and {@link #broken}. Both say
   * what is next: the pause until the next attempt in milliseconds, or {@link #DONE}.
   */
  public interface CrowdClient {
    long DONE = -1;

    /** The whole request as it travels to this server; called at the moment of sending. */
    Buffer request(ServerAddress server);

    /** Whether the connection is to be cut as soon as the request is on its way. */
    default boolean isCut() {
      return false;
    }

    long responded(RawResponse response);

    /**
     * No response came.
     *
     * @param sent false when no server could be asked, so that nothing can have happened
     */
    long broken(Throwable cause, boolean sent);
  }
}
