package mercat.audit;

import static mercat.platform.Await.await;
import static mercat.platform.Await.awaitDone;

import io.micrometer.core.instrument.TimeGauge;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import mercat.audit.domain.CheckpointStatement;
import mercat.contracts.log.ReadLogHead;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.Sha256;
import mercat.platform.bus.Json;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Mailbox;

/**
 * Asks every context how far its log goes, and signs that. One node does; should two, the number of
 * the checkpoint lets one through.
 */
final class CheckpointMaker {
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final BoundedContext context;
  private final CheckpointStore checkpoints;
  private final CheckpointKey key;
  private final Mailbox<Map<String, ReadLogHead.Head>, Boolean> making;

  /** Since when not every log is covered up to what it was then. */
  private final AtomicReference<Instant> covered;

  CheckpointMaker(BoundedContext context, CheckpointStore checkpoints, CheckpointKey key) {
    this.context = context;
    this.checkpoints = checkpoints;
    this.key = key;
    this.making = context.mailboxOfEach("MakeCheckpoint", (tx, heads, call) -> make(tx, heads));
    this.covered = new AtomicReference<>(context.clock().instant());
    TimeGauge.builder(
            "mercat.audit.uncovered", this, TimeUnit.MILLISECONDS, CheckpointMaker::uncoveredMs)
        .register(context.telemetry().metrics());
  }

  private double uncoveredMs() {
    return Math.max(0, Duration.between(covered.get(), context.clock().instant()).toMillis());
  }

  /**
   * Makes one, unless no log has grown or another node does it.
   *
   * @throws Failure what a context answered instead; the checkpoint is made of the others
   */
  void make() {
    var now = context.clock().instant();
    if (!context.bus().isFirst(context.name())) {
      covered.set(now);
      return;
    }
    var asked = new HashMap<String, Future<ReadLogHead.Head>>();
    for (var source : AuditContext.SOURCES) {
      asked.put(source, context.bus().ask(new ReadLogHead(source), call()));
    }
    var heads = new HashMap<String, ReadLogHead.Head>();
    Failure missing = null;
    for (var answer : asked.entrySet()) {
      try {
        heads.put(answer.getKey(), await(answer.getValue()));
      } catch (Failure failure) {
        missing = failure;
      }
    }
    awaitDone(making.submit(heads, call()));
    if (missing != null) {
      throw missing;
    }
    covered.set(now);
  }

  private Call call() {
    return Call.bySystem(context.name(), PATIENCE);
  }

  private boolean make(Tx tx, Map<String, ReadLogHead.Head> heads) {
    var text = checkpoints.last(tx);
    var last =
        text.map(it -> Json.read(it, CheckpointStatement.class))
            .orElseGet(CheckpointStatement::none);
    var next = last.next(context.clock().instant(), text.map(Sha256::of).orElse(""), heads);
    if (next.number() == last.number()) {
      return false;
    }
    checkpoints.add(tx, next, key);
    return true;
  }
}
