package mercat.platform.mailbox;

import static mercat.platform.Await.awaitDone;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.database.CommitPoints;
import mercat.platform.database.Database;
import mercat.platform.database.LogWriter;
import mercat.platform.database.SqlFailures;
import mercat.platform.database.Tx;
import mercat.platform.telemetry.Causes;
import mercat.platform.telemetry.Role;
import mercat.platform.telemetry.Span;
import mercat.platform.telemetry.Telemetry;
import mercat.platform.telemetry.Tracer;

/**
 * Where requests of one kind wait while a transaction runs, to be decided together in the next.
 * Idle, a batch is one request and waits for nothing; under load batches grow by themselves.
 *
 * @param <Q> the request
 * @param <R> the reply
 */
public final class Mailbox<Q, R extends Message> {
  private static final int ATTEMPTS_MAX = 3;
  private static final long PAUSE_MS_MAX = 40;

  /** Whether the lane has this mailbox in line; guarded by the lane. */
  boolean inLine;

  private final String name;
  private final Vertx vertx;
  private final Lane lane;
  private final Database database;
  private final LogWriter log;
  private final BatchHandler<Q, R> handler;
  private final MailboxConfig config;
  private final CommitPoints points;
  private final ArrayDeque<Entry<Q, R>> entries = new ArrayDeque<>();
  private final DistributionSummary batchSize;
  private final Timer wait;
  private final Timer transaction;
  private final Tracer tracer;
  private final String label;

  private record Entry<Q, R>(Q request, Call call, Promise<R> reply, long arrivedNanos, Span span) {
    int weight() {
      return request instanceof Request<?> weighed ? weighed.weight() : 1;
    }
  }

  /** A mailbox of a lane. */
  public Mailbox(
      String name,
      Vertx vertx,
      Lane lane,
      Database database,
      LogWriter log,
      MailboxConfig config,
      Telemetry telemetry,
      BatchHandler<Q, R> handler) {
    this.name = name;
    this.vertx = vertx;
    this.lane = lane;
    this.database = database;
    this.log = log;
    this.config = config;
    this.handler = handler;
    var context = database.schema();
    var metrics = telemetry.metrics();
    this.tracer = telemetry.tracer();
    this.label = context + "." + name;
    this.points = CommitPoints.of(context + "." + name);
    this.batchSize =
        metrics.summary("mercat.mailbox.batch.size", "context", context, "mailbox", name);
    this.wait = metrics.timer("mercat.mailbox.wait", "context", context, "mailbox", name);
    this.transaction =
        metrics.timer("mercat.mailbox.transaction", "context", context, "mailbox", name);
    metrics.gauge(
        "mercat.mailbox.depth",
        List.of(tag("context", context), tag("mailbox", name)),
        this,
        Mailbox::depth);
  }

  /**
   * Puts a request into the mailbox.
   *
   * @return the reply, sent after COMMIT; or a {@link Failure}: <em>overloaded</em> at once when
   *     the mailbox is full, <em>deadline exceeded</em> when the request waited too long and no
   *     work was done
   */
  public Future<R> submit(Q request, Call call) {
    var span = tracer.start(call.trace(), Role.INTERNAL, "mailbox", label);
    var entry =
        new Entry<>(request, call.within(span), Promise.<R>promise(), System.nanoTime(), span);
    synchronized (entries) {
      if (entries.size() >= config.depthMax()) {
        return span.over(
            Future.failedFuture(Failure.overloaded(database.schema() + "'s mailbox " + name)));
      }
      entries.add(entry);
    }
    lane.ready(this);
    return span.over(entry.reply().future());
  }

  /** Takes one batch and sees it to its end. Called by the lane, on a virtual thread. */
  void decideBatch() {
    var batch = takeBatch();
    if (!batch.isEmpty()) {
      batchSize.record(batch.size());
      note(batch);
      decide(batch, 1);
    }
  }

  String name() {
    return name;
  }

  /** Says of recorded requests how long they waited and how many were decided with them. */
  private void note(List<Entry<Q, R>> batch) {
    for (var entry : batch) {
      if (entry.span().isRecorded()) {
        entry
            .span()
            .put("messaging.batch.message_count", batch.size())
            .put("mercat.mailbox.wait_us", (System.nanoTime() - entry.arrivedNanos()) / 1_000);
      }
    }
  }

  private void decide(List<Entry<Q, R>> batch, int attempt) {
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

  private List<R> transact(List<Entry<Q, R>> batch) {
    var requests = new ArrayList<Q>(batch.size());
    var causes = new Causes(batch.size());
    for (var entry : batch) {
      requests.add(entry.request());
      causes.add(entry.request(), entry.call().trace());
      causes.add(entry.span());
    }
    return transaction(batch, causes, tx -> complete(handler.handle(tx, requests), requests));
  }

  private <T> T transaction(
      List<? extends Entry<?, ?>> batch, Causes causes, Function<Tx, T> body) {
    return database.transaction(log, causes, patience(batch), points, body);
  }

  /** What remains to whoever of the batch waits longest. */
  private static Duration patience(List<? extends Entry<?, ?>> batch) {
    long most = 0;
    for (var entry : batch) {
      most = Math.max(most, entry.call().deadline().remainingMs());
    }
    return Duration.ofMillis(most);
  }

  private List<R> complete(List<R> replies, List<Q> requests) {
    if (replies.size() != requests.size()) {
      throw new IllegalStateException(
          name + " answered " + replies.size() + " of " + requests.size());
    }
    return replies;
  }

  /**
   * A passing fault repeats the whole batch; any other is narrowed down until the guilty request
   * stands alone.
   */
  private void decideAgain(List<Entry<Q, R>> batch, int attempt, RuntimeException thrown) {
    if (SqlFailures.isTransient(thrown)) {
      var waiting = batch.stream().filter(entry -> !entry.call().deadline().hasPassed()).toList();
      if (attempt < ATTEMPTS_MAX && !waiting.isEmpty()) {
        awaitDone(
            vertx.timer(
                ThreadLocalRandom.current().nextLong(1, PAUSE_MS_MAX), TimeUnit.MILLISECONDS));
        batch.stream()
            .filter(entry -> !waiting.contains(entry))
            .forEach(entry -> fail(entry, thrown));
        decide(waiting, attempt + 1);
        return;
      }
    } else if (batch.size() > 1) {
      int half = batch.size() / 2;
      decide(batch.subList(0, half), attempt);
      decide(batch.subList(half, batch.size()), attempt);
      return;
    }
    batch.forEach(entry -> fail(entry, thrown));
  }

  private void fail(Entry<Q, R> entry, RuntimeException thrown) {
    entry.reply().fail(database.asFailure(thrown));
  }

  private List<Entry<Q, R>> takeBatch() {
    var batch = new ArrayList<Entry<Q, R>>();
    long now = System.nanoTime();
    int weight = 0;
    boolean more;
    synchronized (entries) {
      for (var entry = entries.peek(); entry != null; entry = entries.peek()) {
        weight += entry.weight();
        if (batch.size() == config.batchMax()
            || (weight > config.batchWeightMax() && !batch.isEmpty())) {
          break;
        }
        batch.add(entries.remove());
      }
      more = !entries.isEmpty();
    }
    if (more) {
      lane.ready(this);
    }
    batch.removeIf(entry -> isTooLate(entry, now));
    return batch;
  }

  private boolean isTooLate(Entry<Q, R> entry, long now) {
    wait.record(now - entry.arrivedNanos(), TimeUnit.NANOSECONDS);
    if (!entry.call().deadline().hasPassed()) {
      return false;
    }
    entry.reply().fail(Failure.deadlineExceeded(name));
    return true;
  }

  private int depth() {
    synchronized (entries) {
      return entries.size();
    }
  }

  private static io.micrometer.core.instrument.Tag tag(String key, String value) {
    return io.micrometer.core.instrument.Tag.of(key, value);
  }
}
