package mercat.platform.mailbox;

import static mercat.platform.Await.awaitDone;

import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.Span;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import mercat.contracts.Weighted;
import mercat.platform.BoundedContext;
import mercat.platform.database.CommitPoints;
import mercat.platform.database.LogWriter;
import mercat.platform.database.SqlFailures;
import mercat.platform.telemetry.TraceLinks;

/**
 * Decides batches: each in one transaction that is repeated as a whole after a transient failure,
 * and halved after any other until the guilty request stands alone. Replies are sent after COMMIT.
 */
final class BatchRunner<Q, R> {
  private static final int ATTEMPTS_MAX = 3;
  private static final long PAUSE_MS_MAX = 40;

  private final String name;
  private final BoundedContext context;
  private final LogWriter log;
  private final BatchHandler<Q, R> handler;
  private final CommitPoints points;
  private final Timer transaction;

  /**
   * A request in a mailbox, and who waits for its reply.
   *
   * @param arrivedNanos when it came, by {@link System#nanoTime}
   * @param span covers the wait and the decision
   */
  record QueuedRequest<Q, R>(Asked<Q> asked, Promise<R> reply, long arrivedNanos, Span span) {
    int weight() {
      return asked.request() instanceof Weighted weighted ? weighted.weight() : 1;
    }

    boolean isTooLate() {
      return asked.call().deadline().hasPassed();
    }
  }

  BatchRunner(String name, BoundedContext context, LogWriter log, BatchHandler<Q, R> handler) {
    this.name = name;
    this.context = context;
    this.log = log;
    this.handler = handler;
    this.points = CommitPoints.of(context.name() + "." + name);
    this.transaction =
        context
            .telemetry()
            .metrics()
            .timer("mercat.mailbox.transaction", "context", context.name(), "mailbox", name);
  }

  /** Sees a batch to its end: every request of it has its reply or its failure then. */
  void run(List<QueuedRequest<Q, R>> batch) {
    decide(batch, 1);
  }

  private void decide(List<QueuedRequest<Q, R>> batch, int attempt) {
    List<R> replies;
    long began = System.nanoTime();
    try {
      replies = transact(batch);
    } catch (RuntimeException thrown) {
      decideAgain(batch, attempt, thrown);
      return;
    } finally {
      transaction.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    }
    for (int i = 0; i < replies.size(); i++) {
      batch.get(i).reply().complete(replies.get(i));
    }
  }

  private List<R> transact(List<QueuedRequest<Q, R>> batch) {
    var asked = new ArrayList<Asked<Q>>(batch.size());
    var recorded = new ArrayList<Span>(0);
    long patienceMs = 0;
    for (var waiting : batch) {
      asked.add(waiting.asked());
      patienceMs = Math.max(patienceMs, waiting.asked().call().deadline().remainingMs());
      if (waiting.span().isRecording()) {
        recorded.add(waiting.span());
      }
    }
    return context
        .database()
        .transaction(
            log,
            new TraceLinks(batch.size(), recorded),
            Duration.ofMillis(patienceMs),
            points,
            tx -> {
              var replies = handler.handle(tx, asked);
              if (replies.size() != asked.size()) {
                throw new IllegalStateException(
                    name + " answered " + replies.size() + " of " + asked.size());
              }
              return replies;
            });
  }

  private void decideAgain(List<QueuedRequest<Q, R>> batch, int attempt, RuntimeException thrown) {
    if (SqlFailures.isTransient(thrown)) {
      repeat(batch, attempt, thrown);
    } else if (batch.size() > 1) {
      int half = batch.size() / 2;
      decide(batch.subList(0, half), attempt);
      decide(batch.subList(half, batch.size()), attempt);
    } else {
      fail(batch, thrown);
    }
  }

  private void repeat(List<QueuedRequest<Q, R>> batch, int attempt, RuntimeException thrown) {
    var inTime = batch.stream().filter(waiting -> !waiting.isTooLate()).toList();
    if (attempt == ATTEMPTS_MAX || inTime.isEmpty()) {
      fail(batch, thrown);
      return;
    }
    fail(batch.stream().filter(waiting -> !inTime.contains(waiting)).toList(), thrown);
    long pauseMs = ThreadLocalRandom.current().nextLong(1, PAUSE_MS_MAX);
    awaitDone(context.after(Duration.ofMillis(pauseMs)));
    decide(inTime, attempt + 1);
  }

  private void fail(List<QueuedRequest<Q, R>> batch, RuntimeException thrown) {
    var failure = context.database().asFailure(thrown);
    batch.forEach(waiting -> waiting.reply().fail(failure));
  }
}
