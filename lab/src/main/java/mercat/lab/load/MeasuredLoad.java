package mercat.lab.load;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Requests whose latencies are measured. In a closed loop a fixed number of clients each send again
 * as soon as they were answered. In an open loop requests come at a fixed rate, whether or not
 * earlier ones were served, and latency counts from the moment a request was meant to be sent, so a
 * server that stalls is charged for all who waited (no coordinated omission); the clock ticks every
 * millisecond, and so much a latency may be too long.
 */
final class MeasuredLoad implements ExchangeSource {
  /** A request sent so much after its time is counted: then the lab itself cannot keep up. */
  private static final long LATE_NANOS = 20_000_000;

  /** Connections first: who is late because the lab was still dialling is not the server's. */
  private static final long DIALLING_MS = 500;

  private final Vertx vertx;
  private final RequestStream requests;
  private final long lengthNanos;
  private final long requestsMax;
  private final double nanosBetween;
  private final LoadReport report = new LoadReport();
  private final CompletableFuture<LoadReport> done = new CompletableFuture<>();
  private boolean begun;
  private long startNanos;
  private long number;
  private int inFlight;

  private MeasuredLoad(
      Vertx vertx,
      RequestStream requests,
      long lengthNanos,
      long requestsMax,
      double nanosBetween) {
    this.vertx = vertx;
    this.requests = requests;
    this.lengthNanos = lengthNanos;
    this.requestsMax = requestsMax;
    this.nanosBetween = nanosBetween;
  }

  /** Ends after the given time or number of requests, whichever comes first. */
  static MeasuredLoad closed(
      Vertx vertx, RequestStream requests, Duration length, long requestsMax) {
    return new MeasuredLoad(vertx, requests, length.toNanos(), requestsMax, 0);
  }

  static MeasuredLoad open(Vertx vertx, RequestStream requests, double perSecond, Duration length) {
    var all = Math.max(1, Math.round(perSecond * length.toMillis() / 1_000));
    return new MeasuredLoad(vertx, requests, Long.MAX_VALUE, all, 1e9 / perSecond);
  }

  CompletableFuture<LoadReport> start(ServerAddress address, int connections) {
    var wires =
        new LoadConnections(
            vertx, address, connections, RetryPolicy.USUAL, this, done::completeExceptionally);
    vertx.runOnContext(now -> {
      if (!isOpen()) {
        begin();
      }
      wires.start();
      if (isOpen()) {
        vertx.setTimer(
            DIALLING_MS,
            later -> {
              begin();
              vertx.setPeriodic(1, tick -> arrive(tick, wires));
            });
      }
    });
    return done.whenComplete((nothing, failure) -> vertx.runOnContext(now -> wires.close()));
  }

  private void begin() {
    startNanos = System.nanoTime();
    begun = true;
  }

  private void arrive(long tick, LoadConnections wires) {
    wires.wake();
    if (number >= requestsMax) {
      vertx.cancelTimer(tick);
    }
  }

  private boolean isOpen() {
    return nanosBetween > 0;
  }

  private long intendedNanos(long request) {
    return startNanos + (long) (request * nanosBetween);
  }

  @Override
  public @Nullable LoadExchange next() {
    var now = System.nanoTime();
    if (!begun || isOver(now) || intendedNanos(number) > now) {
      endIfDone(now);
      return null;
    }
    inFlight++;
    return new Sent(number++);
  }

  private boolean isOver(long nowNanos) {
    return number >= requestsMax || nowNanos - startNanos >= lengthNanos;
  }

  private void endIfDone(long nowNanos) {
    if (begun && inFlight == 0 && isOver(nowNanos) && !done.isDone()) {
      report.ended(nowNanos - startNanos);
      done.complete(report);
    }
  }

  /** One request under way. */
  private final class Sent implements LoadExchange {
    private final long request;
    private long sinceNanos;

    Sent(long request) {
      this.request = request;
    }

    @Override
    public Buffer request() {
      var now = System.nanoTime();
      sinceNanos = isOpen() ? intendedNanos(request) : now;
      if (now - sinceNanos > LATE_NANOS) {
        report.sentLate();
      }
      return requests.request(request);
    }

    @Override
    public boolean keepsBody() {
      return requests.keepsBody(request);
    }

    @Override
    public void responded(RawResponse response) {
      var now = System.nanoTime();
      report.responded(response.status(), now - sinceNanos);
      if (keepsBody()) {
        requests.seen(request, response, now);
      }
      landed();
    }

    @Override
    public void broken(Throwable cause) {
      report.broken(cause);
      landed();
    }

    private void landed() {
      inFlight--;
      endIfDone(System.nanoTime());
    }
  }
}
