package mercat.platform.mailbox;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.SpanKind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.Coalescing;
import mercat.platform.Failure;
import mercat.platform.database.LogWriter;
import mercat.platform.mailbox.BatchRunner.QueuedRequest;
import mercat.platform.telemetry.Spans;
import mercat.platform.telemetry.Traces;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where requests of one kind wait while a transaction decides those that came before, to be decided
 * together in the next. Idle, a batch is one request and waits for nothing; under load batches grow
 * by themselves. The mailboxes of a context do not wait for one another, but for a connection.
 */
public final class Mailbox<Q, R> {
  private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

  private final String name;
  private final String qualifiedName;
  private final MailboxConfig config;
  private final BatchRunner<Q, R> runner;
  private final ArrayDeque<QueuedRequest<Q, R>> queue = new ArrayDeque<>();
  private final DistributionSummary batchSize;
  private final Timer wait;
  private final Traces traces;
  private final Coalescing deciding;

  public Mailbox(
      String name,
      BoundedContext context,
      LogWriter log,
      MailboxConfig config,
      BatchHandler<Q, R> handler) {
    this.name = name;
    this.qualifiedName = context.name() + "." + name;
    this.config = config;
    this.runner = new BatchRunner<>(name, context, log, handler);
    this.traces = context.traces();
    this.deciding =
        new Coalescing("decide " + qualifiedName, () -> context.call(this::decideWhatWaits));
    var metrics = context.telemetry().metrics();
    var tags = Tags.of("context", context.name(), "mailbox", name);
    this.batchSize = metrics.summary("mercat.mailbox.batch.size", tags);
    this.wait = metrics.timer("mercat.mailbox.wait", tags);
    metrics.gauge("mercat.mailbox.depth", tags, this, Mailbox::depth);
  }

  /**
   * Puts a request into the mailbox.
   *
   * @return the reply, sent after COMMIT; or a {@link Failure}: <em>overloaded</em> at once when
   *     the mailbox is full, <em>deadline exceeded</em> when the request waited too long and no
   *     work was done
   */
  public Future<R> submit(Q request, Call call) {
    var span = traces.start(call.trace(), SpanKind.INTERNAL, "mailbox", qualifiedName);
    var waiting =
        new QueuedRequest<>(
            new Asked<>(request, call.within(span)), Promise.<R>promise(), System.nanoTime(), span);
    synchronized (queue) {
      if (queue.size() >= config.depthMax()) {
        return Spans.endWith(
            span, Future.failedFuture(Failure.overloaded("the mailbox " + qualifiedName)));
      }
      queue.add(waiting);
    }
    deciding.signal();
    return Spans.endWith(span, waiting.reply().future());
  }

  /** One batch after the other until nobody waits. Null as a result says that it has ended. */
  private @Nullable Void decideWhatWaits() {
    for (var taken = take(); !taken.isEmpty(); taken = take()) {
      var batch = inTime(taken);
      if (!batch.isEmpty()) {
        decide(batch);
      }
    }
    return null;
  }

  private void decide(List<QueuedRequest<Q, R>> batch) {
    batchSize.record(batch.size());
    try {
      runner.run(batch);
    } catch (RuntimeException | Error broken) {
      LOG.atError().addKeyValue("mailbox", qualifiedName).setCause(broken).log("batch lost");
      batch.forEach(waiting -> waiting.reply().tryFail(Failure.of(broken)));
    }
  }

  private List<QueuedRequest<Q, R>> inTime(List<QueuedRequest<Q, R>> taken) {
    var batch = new ArrayList<QueuedRequest<Q, R>>(taken.size());
    long now = System.nanoTime();
    for (var waiting : taken) {
      wait.record(now - waiting.arrivedNanos(), TimeUnit.NANOSECONDS);
      if (waiting.isTooLate()) {
        waiting.reply().fail(Failure.deadlineExceeded(name));
      } else {
        batch.add(waiting);
      }
    }
    for (var waiting : batch) {
      if (waiting.span().isRecording()) {
        waiting
            .span()
            .setAttribute("messaging.batch.message_count", batch.size())
            .setAttribute("mercat.mailbox.wait_us", (now - waiting.arrivedNanos()) / 1_000);
      }
    }
    return batch;
  }

  /** Takes what fits into a batch from the head of the queue, at least one if there is any. */
  private List<QueuedRequest<Q, R>> take() {
    var taken = new ArrayList<QueuedRequest<Q, R>>();
    int weight = 0;
    synchronized (queue) {
      for (var next = queue.peek(); next != null; next = queue.peek()) {
        weight += next.weight();
        if (taken.size() == config.batchMax()
            || (weight > config.batchWeightMax() && !taken.isEmpty())) {
          break;
        }
        taken.add(queue.remove());
      }
    }
    return taken;
  }

  private int depth() {
    synchronized (queue) {
      return queue.size();
    }
  }
}
