package mercat.lab.load;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A fixed number of clients, each of which sends again as soon as it was answered. */
final class ClosedLoop implements Source {
  private final Shots shots;
  private final LoadReport report = new LoadReport();
  private final CompletableFuture<LoadReport> done = new CompletableFuture<>();
  private final long shotsMax;
  private final long lengthNanos;
  private long startNanos;
  private long number;
  private int inFlight;

  /** Ends after the given time or number of shots, whichever comes first. */
  ClosedLoop(Shots shots, Duration length, long shotsMax) {
    this.shots = shots;
    this.shotsMax = shotsMax;
    this.lengthNanos = length.toNanos();
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
      startNanos = System.nanoTime();
      wires.start();
    });
    return done.whenComplete((nothing, failure) -> vertx.runOnContext(now -> wires.close()));
  }

  @Override
  public @Nullable Exchange next() {
    if (isOver(System.nanoTime())) {
      if (inFlight == 0) {
        end();
      }
      return null;
    }
    inFlight++;
    return new Shot(number++);
  }

  private boolean isOver(long nowNanos) {
    return number >= shotsMax || nowNanos - startNanos >= lengthNanos;
  }

  private void landed() {
    inFlight--;
    if (inFlight == 0 && isOver(System.nanoTime())) {
      end();
    }
  }

  private void end() {
    if (!done.isDone()) {
      report.ended(System.nanoTime() - startNanos);
      done.complete(report);
    }
  }

  private final class Shot implements Exchange {
    private final long shot;
    private long sentNanos;

    Shot(long shot) {
      this.shot = shot;
    }

    @Override
    public Buffer request() {
      sentNanos = System.nanoTime();
      return shots.shot(shot);
    }

    @Override
    public boolean keepsBody() {
      return shots.keepsBody(shot);
    }

    @Override
    public void answered(Answer answer) {
      var now = System.nanoTime();
      report.answered(answer.status(), now - sentNanos);
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
