package mercat.lab.load;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import mercat.lab.load.LoadGenerator.RequestStream;
import org.jspecify.annotations.Nullable;

/**
 * Requests whose latencies are measured. In a closed loop a fixed number of clients each send again
 * as soon as they were answered. In an open loop requests come at a fixed rate, whether or not
 * earlier ones were served, and latency counts from the moment a request was meant to be sent, so a
 * server that stalls is charged for all who waited (no coordinated omission); the clock ticks every
 * millisecond, and so much a latency may be too long.
 */
final class MeasuredLoad extends LoadConnections {
  /** The rate of a closed loop: each request is due at once. */
  static final double CLOSED = Double.POSITIVE_INFINITY;

  /** A request sent so much after its time is counted: then the lab itself cannot keep up. */
  private static final long LATE_NANOS = 20_000_000;

  /** Connections first: who is late because the lab was still dialling is not the server's. */
  private static final long DIALLING_MS = 500;

  private final RequestStream requests;
  private final boolean isOpen;
  private final double nanosBetween;
  private final long requestsMax;
  private final long lengthNanos;
  private final LoadReport report = new LoadReport();
  private boolean begun;
  private long startNanos;
  private long number;
  private int inFlight;

  /** A load of the given length; in an open loop, of as many requests as are due in it. */
  MeasuredLoad(
      Vertx vertx,
      ServerAddress server,
      int connections,
      RequestStream requests,
      Duration length,
      double perSecond) {
    super(vertx, server, connections, RetryPolicy.USUAL);
    this.requests = requests;
    this.isOpen = perSecond != CLOSED;
    this.nanosBetween = 1e9 / perSecond;
    this.requestsMax = Math.max(1, Math.round(perSecond * length.toMillis() / 1_000));
    this.lengthNanos = isOpen ? Long.MAX_VALUE : length.toNanos();
  }

  LoadReport run() {
    carryOut(() -> {
      if (isOpen) {
        vertx.setTimer(DIALLING_MS, later -> begin());
      } else {
        begin();
      }
      connect();
    });
    return report;
  }

  private void begin() {
    startNanos = System.nanoTime();
    begun = true;
    if (isOpen) {
      vertx.setPeriodic(
          1,
          tick -> {
            wake();
            if (number >= requestsMax) {
              vertx.cancelTimer(tick);
            }
          });
    }
  }

  private long intendedNanos(long request) {
    return startNanos + (long) (request * nanosBetween);
  }

  @Override
  @Nullable LoadClient next() {
    var now = System.nanoTime();
    if (!begun || isOver(now) || intendedNanos(number) > now) {
      endIfDone(now);
      return null;
    }
    inFlight++;
    return new Sent(number++);
  }

  @Override
  void ended(LoadClient client, boolean isAnswered, long pauseMs) {
    inFlight--;
    endIfDone(System.nanoTime());
  }

  private boolean isOver(long nowNanos) {
    return number >= requestsMax || nowNanos - startNanos >= lengthNanos;
  }

  private void endIfDone(long nowNanos) {
    if (begun && inFlight == 0 && isOver(nowNanos) && !done.future().isComplete()) {
      report.ended(nowNanos - startNanos);
      done.complete();
    }
  }

  private final class Sent implements LoadClient {
    private final long request;
    private long sinceNanos;

    Sent(long request) {
      this.request = request;
    }

    @Override
    public Buffer request(ServerAddress to) {
      var now = System.nanoTime();
      sinceNanos = isOpen ? intendedNanos(request) : now;
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
    public long responded(RawResponse response) {
      var now = System.nanoTime();
      report.responded(response.status(), now - sinceNanos);
      if (keepsBody()) {
        requests.seen(request, response, now);
      }
      return DONE;
    }

    @Override
    public long broken(Throwable cause, boolean sent) {
      report.broken(cause);
      return DONE;
    }
  }
}
