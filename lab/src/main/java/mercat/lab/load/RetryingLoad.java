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
final class RetryingLoad implements ExchangeSource {
  private static final long PENDING_PAUSE_MS = 100;

  private final Vertx vertx;
  private final Iterator<IdempotentRequest> intentions;
  private final RetryPolicy policy;
  private final boolean allAtOnce;
  private final ArrayDeque<Attempts> due = new ArrayDeque<>();
  private final CompletableFuture<Boolean> done = new CompletableFuture<>();
  private final long startNanos = System.nanoTime();
  private Runnable wake = () -> {};
  private int unsettled;

  /**
   * @param allAtOnce whether every intention is meant for the start, so that waiting for a
   *     connection counts into its latency
   */
  RetryingLoad(
      Vertx vertx, Iterator<IdempotentRequest> intentions, RetryPolicy policy, boolean allAtOnce) {
    this.vertx = vertx;
    this.intentions = intentions;
    this.policy = policy;
    this.allAtOnce = allAtOnce;
  }

  /** Starts over the given connections; the future ends when every intention was told. */
  CompletableFuture<Boolean> start(ServerAddress address, int connections) {
    var wires =
        new LoadConnections(vertx, address, connections, policy, this, done::completeExceptionally);
    wake = wires::wake;
    vertx.runOnContext(now -> {
      if (intentions.hasNext()) {
        wires.start();
      } else {
        done.complete(true);
      }
    });
    return done.whenComplete((nothing, failure) -> vertx.runOnContext(now -> wires.close()));
  }

  @Override
  public @Nullable LoadExchange next() {
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
      done.complete(true);
    }
  }

  /** The attempts of one intention, one after another. */
  private final class Attempts implements LoadExchange {
    private final IdempotentRequest intention;
    private long firstNanos;
    private int attempts;
    private @Nullable RawResponse last;

    Attempts(IdempotentRequest intention) {
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
    public void responded(RawResponse response) {
      last = response;
      switch (response.status()) {
        case 202 -> again(PENDING_PAUSE_MS, null);
        case 429, 503 -> again(Backoff.asked(response, attempts), null);
        case 504 -> again(Backoff.grown(attempts), null);
        default -> end(true, null);
      }
    }

    @Override
    public void broken(Throwable cause) {
      again(Backoff.grown(attempts), String.valueOf(cause.getMessage()));
    }

    private void again(long pauseMs, @Nullable String trouble) {
      if (System.nanoTime() - firstNanos > policy.total().toNanos()) {
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
            .accept(
                new CallOutcome(last, isFinal, attempts, System.nanoTime() - firstNanos, trouble));
      } catch (RuntimeException defect) {
        done.completeExceptionally(defect);
      }
      settled();
    }
  }
}
