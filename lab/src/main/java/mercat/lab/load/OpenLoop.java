package mercat.lab.load;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Clients that come at a fixed rate, whether or not earlier ones were served. Latency counts from
 * the moment a request was meant to be sent, so a server that stalls is charged for all who waited
 * (no coordinated omission). The clock ticks every millisecond; so much a latency may be too long.
 */
final class OpenLoop implements Source {
  /** A request sent so much after its time is counted: then the lab itself cannot keep up. */
  private static final long LATE_NANOS = 20_000_000;

  private final Shots shots;
  private final LoadReport report = new LoadReport();
  private final CompletableFuture<LoadReport> done = new CompletableFuture<>();
  private final ArrayDeque<Shot> waiting = new ArrayDeque<>();
  private final double nanosBetween;
  private final long shotsMax;
  private long startNanos;
  private long number;
  private int inFlight;

  OpenLoop(Shots shots, double perSecond, Duration length) {
    this.shots = shots;
    this.nanosBetween = 1e9 / perSecond;
    this.shotsMax = Math.max(1, Math.round(perSecond * length.toMillis() / 1_000));
  }

  CompletableFuture<LoadReport> start(Vertx vertx, Address address, int connections) {
    var usual = Patience.USUAL;
    var wires =
        new Wires(
            vertx,
            address,
            connections,
            this,
            usual.attempt(),
            usual.unreachable(),
            done::completeExceptionally);
    vertx.runOnContext(now -> {
      wires.start();
      // Connections first: who is late because the lab was still dialling is not the server's.
      vertx.setTimer(500, later -> begin(vertx, wires));
    });
    return done.whenComplete((nothing, failure) -> vertx.runOnContext(now -> wires.close()));
  }

  private void begin(Vertx vertx, Wires wires) {
    startNanos = System.nanoTime();
    vertx.setPeriodic(
        1,
        tick -> {
          arrive();
          wires.wake();
          if (number >= shotsMax) {
            vertx.cancelTimer(tick);
          }
        });
  }

  private void arrive() {
    var now = System.nanoTime();
    while (number < shotsMax) {
      var intended = startNanos + (long) (number * nanosBetween);
      if (intended > now) {
        return;
      }
      waiting.add(new Shot(number++, intended));
    }
  }

  @Override
  public @Nullable Exchange next() {
    var shot = waiting.poll();
    if (shot != null) {
      inFlight++;
    }
    return shot;
  }

  private void landed() {
    inFlight--;
    if (inFlight == 0 && waiting.isEmpty() && number >= shotsMax) {
      report.ended(System.nanoTime() - startNanos);
      done.complete(report);
    }
  }

  private final class Shot implements Exchange {
    private final long shot;
    private final long intendedNanos;

    Shot(long shot, long intendedNanos) {
      this.shot = shot;
      this.intendedNanos = intendedNanos;
    }

    @Override
    public Buffer request() {
      if (System.nanoTime() - intendedNanos > LATE_NANOS) {
        report.sentLate();
      }
      return shots.shot(shot);
    }

    @Override
    public boolean keepsBody() {
      return shots.keepsBody(shot);
    }

    @Override
    public void answered(Answer answer) {
      var now = System.nanoTime();
      report.answered(answer.status(), now - intendedNanos);
      if (keepsBody()) {
        shots.seen(shot, answer, now);
      }
      landed();
    }

    @Override
    public void broken(Throwable cause) {
      report.broken(cause);
      landed();
    }
  }
}
