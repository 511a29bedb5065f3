package mercat.lab.load;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Carries many intentions to their final answers. Pending (202), overloaded (429, 503) and unknown
 * (504, broken connection) are not final: the same request is sent again after a pause, and its
 * connection serves others meanwhile.
 */
final class Campaign implements Source {
  private static final long PENDING_PAUSE_MS = 100;

  private final Vertx vertx;
  private final Iterator<Intention> intentions;
  private final Patience patience;
  private final boolean allAtOnce;
  private final ArrayDeque<Attempts> due = new ArrayDeque<>();
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
  private final long startNanos = System.nanoTime();
  private Runnable wake = () -> {};
  private int unsettled;

  /**
   * @param allAtOnce whether every intention is meant for the start, so that waiting for a
   *     connection counts into its latency
   */
  Campaign(Vertx vertx, Iterator<Intention> intentions, Patience patience, boolean allAtOnce) {
    this.vertx = vertx;
    this.intentions = intentions;
    this.patience = patience;
    this.allAtOnce = allAtOnce;
  }

  /** Starts over the given connections; the future ends when every intention was told. */
  CompletableFuture<@Nullable Void> start(Address address, int connections) {
    var wires =
        new Wires(
            vertx,
            address,
            connections,
            this,
            patience.attempt(),
            patience.unreachable(),
            done::completeExceptionally);
    wake = wires::wake;
    vertx.runOnContext(now -> {
      if (intentions.hasNext()) {
        wires.start();
      } else {
        done.complete(null);
      }
    });
    return done.whenComplete((nothing, failure) -> vertx.runOnContext(now -> wires.close()));
  }

  @Override
  public @Nullable Exchange next() {
    var attempts = due.poll();
    if (attempts == null && intentions.hasNext()) {
      attempts = new Attempts(intentions.next());
      unsettled++;
    }
    return attempts;
  }

  private void settled() {
    unsettled--;
    if (unsettled == 0 && !intentions.hasNext()) {
      done.complete(null);
    }
  }

  /** The attempts of one intention, one after another. */
  private final class Attempts implements Exchange {
    private final Intention intention;
    private long firstNanos;
    private int attempts;
    private @Nullable Answer last;

    Attempts(Intention intention) {
      this.intention = intention;
    }

    @Override
    public Buffer request() {
      if (attempts++ == 0) {
        firstNanos = allAtOnce ? startNanos : System.nanoTime();
      }
      return intention.request();
    }

    @Override
    public boolean keepsBody() {
      return true;
    }

    @Override
    public void answered(Answer answer) {
      last = answer;
      switch (answer.status()) {
        case 202 -> again(PENDING_PAUSE_MS, null);
        case 429, 503 -> again(Pauses.asked(answer, attempts), null);
        case 504 -> again(Pauses.grown(attempts), null);
        default -> end(true, null);
      }
    }

    @Override
    public void broken(Throwable cause) {
      again(Pauses.grown(attempts), String.valueOf(cause.getMessage()));
    }

    private void again(long pauseMs, @Nullable String trouble) {
      if (System.nanoTime() - firstNanos > patience.total().toNanos()) {
        end(false, trouble);
        return;
      }
      vertx.setTimer(
          pauseMs,
          now -> {
            due.add(this);
            wake.run();
          });
    }

    private void end(boolean isFinal, @Nullable String trouble) {
      try {
        intention
            .outcome()
            .accept(new Outcome(last, isFinal, attempts, System.nanoTime() - firstNanos, trouble));
      } catch (RuntimeException defect) {
        done.completeExceptionally(defect);
      }
      settled();
    }
  }
}
