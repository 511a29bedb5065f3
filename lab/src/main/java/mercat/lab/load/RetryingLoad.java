package mercat.lab.load;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import mercat.lab.load.LoadConnections.LoadExchange;
import mercat.lab.load.LoadGenerator.CallOutcome;
import mercat.lab.load.LoadGenerator.IdempotentRequest;
import org.jspecify.annotations.Nullable;

/**
 * Carries many requests to their final answers. Pending (202), overloaded (429, 503) and unknown
 * (504, broken connection) are not final: the same request is sent again after a pause, and its
 * connection serves others meanwhile.
 */
final class RetryingLoad extends LoadConnections {
  private static final long PENDING_PAUSE_MS = 100;

  private final Iterator<IdempotentRequest> requests;
  private final boolean allAtOnce;
  private final ArrayDeque<Attempts> due = new ArrayDeque<>();
  private final long startNanos = System.nanoTime();
  private int unsettled;

  RetryingLoad(
      Vertx vertx,
      ServerAddress server,
      int connections,
      RetryPolicy policy,
      boolean allAtOnce,
      Iterator<IdempotentRequest> requests) {
    super(vertx, server, connections, policy);
    this.requests = requests;
    this.allAtOnce = allAtOnce;
  }

  void run() {
    carryOut(() -> {
      endIfDone();
      connect();
    });
  }

  @Override
  @Nullable LoadExchange next() {
    var attempts = due.poll();
    if (attempts == null && requests.hasNext()) {
      attempts = new Attempts(requests.next());
      unsettled++;
    }
    return attempts;
  }

  private void endIfDone() {
    if (unsettled == 0 && !requests.hasNext()) {
      var unused = done.tryComplete();
    }
  }

  private final class Attempts implements LoadExchange {
    private final IdempotentRequest wanted;
    private long firstNanos;
    private int attempts;
    private @Nullable RawResponse last;

    Attempts(IdempotentRequest wanted) {
      this.wanted = wanted;
    }

    @Override
    public Buffer request() {
      if (attempts++ == 0) {
        firstNanos = allAtOnce ? startNanos : System.nanoTime();
      }
      return wanted.request();
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
        case 429, 503 -> again(RetryPolicy.asked(response, attempts), null);
        case 504 -> again(RetryPolicy.grown(attempts), null);
        default -> end(true, null);
      }
    }

    @Override
    public void broken(Throwable cause) {
      again(RetryPolicy.grown(attempts), String.valueOf(cause.getMessage()));
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
            wake();
          });
    }

    private void end(boolean isFinal, @Nullable String trouble) {
      var latencyNanos = System.nanoTime() - firstNanos;
      try {
        wanted.outcome().accept(new CallOutcome(last, isFinal, attempts, latencyNanos, trouble));
      } catch (RuntimeException defect) {
        var unused = done.tryFail(defect);
      }
      unsettled--;
      endIfDone();
    }
  }
}
