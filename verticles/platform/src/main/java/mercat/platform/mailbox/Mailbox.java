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
import java.util.concurrent.atomic.AtomicBoolean;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.database.LogWriter;
import mercat.platform.mailbox.BatchRunner.QueuedRequest;
import mercat.platform.telemetry.Spans;
import mercat.platform.telemetry.Traces;

/**
 * Where requests of one kind wait while a transaction runs, to be decided together in the next.
 * Idle, a batch is one request and waits for nothing; under load batches grow by themselves.
 */
public final class Mailbox<Q, R> {
  /** Whether the lane has this mailbox in line. */
  final AtomicBoolean isInLine = new AtomicBoolean();

  private final String name;
  private final String qualifiedName;
  private final Lane lane;
  private final MailboxConfig config;
  private final BatchRunner<Q, R> runner;
  private final ArrayDeque<QueuedRequest<Q, R>> queue = new ArrayDeque<>();
  private final DistributionSummary batchSize;
  private final Timer wait;
  private final Traces traces;

  public Mailbox(
      String name,
      BoundedContext context,
      Lane lane,
      LogWriter log,
      MailboxConfig config,
      BatchHandler<Q, R> handler) {
    this.name = name;
    this.qualifiedName = context.name() + "." + name;
    this.lane = lane;
    this.config = config;
    this.runner = new BatchRunner<>(name, context, log, handler);
    this.traces = context.traces();
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
    lane.ready(this);
    return Spans.endWith(span, waiting.reply().future());
  }

  /** Takes one batch and sees it to its end. Called by the lane, on a virtual thread. */
  void decideBatch() {
    var batch = takeBatch();
    if (!batch.isEmpty()) {
      batchSize.record(batch.size());
      runner.run(batch);
    }
  }

  String name() {
    return name;
  }

  private List<QueuedRequest<Q, R>> takeBatch() {
    var taken = take();
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
    boolean more;
    synchronized (queue) {
      for (var next = queue.peek(); next != null; next = queue.peek()) {
        weight += next.weight();
        if (taken.size() == config.batchMax()
            || (weight > config.batchWeightMax() && !taken.isEmpty())) {
          break;
        }
        taken.add(queue.remove());
      }
      more = !queue.isEmpty();
    }
    if (more) {
      lane.ready(this);
    }
    return taken;
  }

  private int depth() {
    synchronized (queue) {
      return queue.size();
    }
  }
}
