package mercat.lab.load;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import mercat.lab.load.LoadGenerator.CallOutcome;
import mercat.lab.load.LoadGenerator.IdempotentRequest;
import org.jspecify.annotations.Nullable;

/**
 * Carries many requests to their final answers. Pending (202 that says where to look), overloaded
 * (429, 503) and unknown (504, broken connection) are not final: the same request is sent again
 * after a pause, and its connection serves others meanwhile.
 */
final class RetryingLoad extends LoadConnections {
  private static final long PENDING_PAUSE_MS = 100;

  private final Iterator<IdempotentRequest> requests;
  private final boolean allAtOnce;
  private final ArrayDeque<LoadClient> due = new ArrayDeque<>();
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
  @Nullable LoadClient next() {
    if (due.isEmpty() && requests.hasNext()) {
      unsettled++;
      return new Attempts(requests.next());
    }
    return due.poll();
  }

  @Override
  void ended(LoadClient client, boolean isAnswered, long pauseMs) {
    if (pauseMs == LoadClient.DONE) {
      unsettled--;
      endIfDone();
      return;
    }
    vertx.setTimer(
        pauseMs,
        now -> {
          due.add(client);
          wake();
        });
  }

  private void endIfDone() {
    if (unsettled == 0 && !requests.hasNext()) {
      var unused = done.tryComplete();
    }
  }

  private final class Attempts implements LoadClient {
    private final IdempotentRequest wanted;
    private long firstNanos;
    private int attempts;
    private @Nullable RawResponse last;

    Attempts(IdempotentRequest wanted) {
      this.wanted = wanted;
    }

    @Override
    public Buffer request(ServerAddress to) {
      if (attempts++ == 0) {
        firstNanos = allAtOnce ? startNanos : System.nanoTime();
      }
      return wanted.request();
    }

    @Override
    public long responded(RawResponse response) {
      last = response;
      return switch (response.status()) {
        case 202 ->
            response.header("Location").isPresent()
                ? again(PENDING_PAUSE_MS, null)
                : end(true, null);
        case 429, 503 -> again(RetryPolicy.asked(response, attempts), null);
        case 504 -> again(RetryPolicy.grown(attempts), null);
        default -> end(true, null);
      };
    }

    @Override
    public long broken(Throwable cause, boolean sent) {
      return again(RetryPolicy.grown(attempts), String.valueOf(cause.getMessage()));
    }

    private long again(long pauseMs, @Nullable String trouble) {
      var isTooLate = System.nanoTime() - firstNanos > policy.total().toNanos();
      return isTooLate ? end(false, trouble) : pauseMs;
    }

    private long end(boolean isFinal, @Nullable String trouble) {
      var latencyNanos = System.nanoTime() - firstNanos;
      try {
        wanted.outcome().accept(new CallOutcome(last, isFinal, attempts, latencyNanos, trouble));
      } catch (RuntimeException defect) {
        var unused = done.tryFail(defect);
      }
      return DONE;
    }
  }
}
