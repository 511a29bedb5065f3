package mercat.platform.log;

import static mercat.platform.Await.await;
import static mercat.platform.Await.awaitDone;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.ReadLog;
import mercat.contracts.log.UnreadEvent;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.bus.Bus;
import mercat.platform.bus.Json;
import mercat.platform.database.CommitPoints;
import mercat.platform.database.Database;
import mercat.platform.database.LogWriter;
import mercat.platform.database.SqlFailures;
import mercat.platform.database.Tx;
import mercat.platform.telemetry.Telemetry;
import mercat.platform.telemetry.Trace;
import mercat.platform.telemetry.Traces;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One context following another's log: read, then apply and move the cursor in one transaction that
 * begins with a compare-and-set of the cursor. Many nodes may try; one moves the cursor, the others
 * drop their batch.
 */
public final class Following {
  private static final Logger LOG = LoggerFactory.getLogger(Following.class);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(4);
  private static final Duration APPLY_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration QUIET = Duration.ofMillis(50);
  private static final Duration PAUSE_AFTER_FAULT = Duration.ofMillis(200);

  private static final String START =
      "insert into cursor (source, position) values ($1::text, 0) on conflict (source) do nothing";
  private static final String POSITION =
      "select position, incarnation from cursor where source = $1::text";
  private static final String MOVE =
      """
      update cursor set position = $3::bigint, incarnation = $4::uuid, moved_at = now()
       where source = $1::text and position = $2::bigint\
      """;
  private static final String PARKED_KEYS =
      "select distinct key from parked where source = $1::text and key = any($2::uuid[])";
  private static final String ANY_PARKED =
      "select exists (select from parked where source = $1::text)";
  private static final String PARK =
      """
      insert into parked (source, position, key, type, payload, error, attempts)
      values ($1::text, $2::bigint, $3::uuid, $4::text, $5::text::json, $6::text, $7::int)
      on conflict do nothing\
      """;

  private final String source;
  private final Follower follower;
  private final Vertx vertx;
  private final Executor threads;
  private final Bus bus;
  private final Database database;
  private final LogWriter log;
  private final LogConfig config;
  private final CommitPoints points;
  private final Set<String> types;
  private final Timer transaction;
  private final InstantSource clock;
  private final Traces traces;

  private final AtomicBoolean awake = new AtomicBoolean();
  private final AtomicBoolean rung = new AtomicBoolean();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicBoolean anyParked = new AtomicBoolean();

  /** How far was read, and how far the cursor says: behind while nothing of interest was read. */
  private final AtomicLong position = new AtomicLong(-1);

  private final AtomicLong stored = new AtomicLong(-1);
  private final AtomicBoolean flushing = new AtomicBoolean();
  private final AtomicBoolean flushDue = new AtomicBoolean();
  private final AtomicReference<@Nullable UUID> incarnation = new AtomicReference<>();

  /**
   * The moment whose events are applied, while later ones may be there; null when there are none.
   */
  private final AtomicReference<@Nullable Instant> appliedUntil = new AtomicReference<>();

  private final AtomicReference<@Nullable String> alarm = new AtomicReference<>();

  /** The following of one source by one context. */
  public Following(
      String source,
      Follower follower,
      Vertx vertx,
      Executor threads,
      Bus bus,
      Database database,
      LogWriter log,
      LogConfig config,
      InstantSource clock,
      Telemetry telemetry) {
    this.source = source;
    this.follower = follower;
    this.vertx = vertx;
    this.threads = threads;
    this.bus = bus;
    this.database = database;
    this.log = log;
    this.config = config;
    this.clock = clock;
    this.traces = telemetry.traces();
    this.points = CommitPoints.of(database.schema() + ".follow-" + source);
    this.types =
        follower.applies().stream()
            .map(Class::getSimpleName)
            .collect(Collectors.toUnmodifiableSet());
    var metrics = telemetry.metrics();
    this.transaction =
        metrics.timer(
            "mercat.follower.transaction", "context", database.schema(), "source", source);
    metrics.gauge(
        "mercat.follower.position",
        List.of(Tag.of("context", database.schema()), Tag.of("source", source)),
        position,
        AtomicLong::get);
    TimeGauge.builder("mercat.follower.lag", this, TimeUnit.MILLISECONDS, Following::lagMs)
        .tags("context", database.schema(), "source", source)
        .register(metrics);
  }

  /** Starts to follow: by the doorbell, and slowly in case a ring is lost. */
  public Future<Void> start() {
    long timer = vertx.setPeriodic(config.poll().toMillis(), tick -> wake());
    return bus.onRing(source, this::ring)
        .onSuccess(heard -> wake())
        .onFailure(deaf -> vertx.cancelTimer(timer));
  }

  /** Takes no further batch. */
  public void stop() {
    stopped.set(true);
  }

  /** The context whose log is followed. */
  public String source() {
    return source;
  }

  /** Why it stands still, null while all is well. */
  public @Nullable String alarm() {
    return alarm.get();
  }

  /** How far behind the log it is in time: 0 when the last look found nothing new. */
  private double lagMs() {
    var until = appliedUntil.get();
    return until == null ? 0 : Math.max(0, Duration.between(until, clock.instant()).toMillis());
  }

  private void standsStill() {
    appliedUntil.compareAndSet(null, clock.instant());
  }

  /**
   * The bell wakes one node. The others look now and then, and go on where it stands still: that
   * saves reads, the compare-and-set is what makes it safe.
   */
  private void ring() {
    if (bus.isFirst(database.schema())) {
      wake();
    }
  }

  private void wake() {
    rung.set(true);
    if (!stopped.get() && awake.compareAndSet(false, true)) {
      threads.execute(this::catchUp);
    }
  }

  private void catchUp() {
    try {
      while (!stopped.get() && rung.getAndSet(false)) {
        if (!bus.isServed(source) || isMovedElsewhere()) {
          break;
        }
        while (!stopped.get() && applyPage()) {
          rung.set(false);
        }
      }
    } catch (RuntimeException thrown) {
      LOG.atWarn()
          .addKeyValue("context", database.schema())
          .addKeyValue("source", source)
          .addKeyValue("error", thrown.toString())
          .log("following is interrupted, will try again");
      standsStill();
      position.set(-1);
      awaitDone(vertx.timer(PAUSE_AFTER_FAULT.toMillis(), TimeUnit.MILLISECONDS));
      rung.set(true);
    }
    awake.set(false);
    if (rung.get()) {
      wake();
    }
  }

  /** Whether another node is at it, as far as this one has seen since it last looked. */
  private boolean isMovedElsewhere() {
    if (bus.isFirst(database.schema())) {
      return false;
    }
    long seen = stored.get();
    loadCursor();
    return stored.get() != seen;
  }

  /** Applies one page; false when there was nothing new, or another node was faster. */
  private boolean applyPage() {
    if (position.get() < 0) {
      loadCursor();
    }
    long after = position.get();
    var page =
        await(
            bus.ask(
                new ReadLog(source, database.schema(), after, config.pageMax(), types),
                Call.bySystem(database.schema(), READ_TIMEOUT)));
    if (page.through() == after) {
      appliedUntil.set(null);
      flush(page);
      return false;
    }
    if (!isTrusted(page, after)) {
      standsStill();
      return false;
    }
    if (page.entries().isEmpty()) {
      position.set(page.through());
      return true;
    }
    if (page.entries().stream().anyMatch(entry -> entry.event() instanceof UnreadEvent)) {
      applyOneByOne(page, stored.get());
    } else {
      applyTogether(page);
    }
    appliedUntil.set(page.entries().getLast().at());
    return position.get() >= 0;
  }

  private void applyTogether(ReadLog.Entries page) {
    try {
      apply(page, page.entries(), stored.get());
    } catch (RuntimeException thrown) {
      if (SqlFailures.isTransient(thrown)) {
        throw thrown;
      }
      applyOneByOne(page, stored.get());
    }
  }

  /** Moves the cursor over what was of no interest, once it has been quiet for a moment. */
  private void flush(ReadLog.Entries page) {
    if (position.get() == stored.get()) {
      return;
    }
    if (flushDue.getAndSet(false)) {
      apply(page, List.of(), stored.get());
    } else if (flushing.compareAndSet(false, true)) {
      vertx.setTimer(
          QUIET.toMillis(),
          quiet -> {
            flushing.set(false);
            flushDue.set(true);
            wake();
          });
    }
  }

  private void apply(ReadLog.Entries page, List<LogEntry> entries, long after) {
    var applying = Applying.of(traces, database.schema(), source, entries);
    try {
      apply(page, applying, after);
    } catch (RuntimeException thrown) {
      applying.fail(thrown);
      throw thrown;
    } finally {
      applying.end();
    }
  }

  private void apply(ReadLog.Entries page, Applying applying, long after) {
    var fresh = withoutParkedKeys(applying.entries());
    long began = System.nanoTime();
    boolean moved =
        move(
            page,
            after,
            applying,
            tx -> {
              park(tx, applying.entries(), fresh, "an earlier event of the same key is parked");
              if (!fresh.isEmpty()) {
                follower.apply(tx, fresh);
              }
            });
    transaction.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    if (!moved) {
      position.set(-1);
      return;
    }
    position.set(page.through());
    stored.set(page.through());
    if (!fresh.isEmpty()) {
      follower.applied(fresh);
    }
  }

  /**
   * Finds the event that cannot be applied: each alone, the guilty one parked after its last
   * attempt, or at once when this version does not understand it.
   */
  private void applyOneByOne(ReadLog.Entries page, long after) {
    long at = after;
    for (var entry : page.entries()) {
      at = applyAlone(page, entry, at);
      if (at < 0) {
        return;
      }
    }
    if (at < page.through()) {
      apply(
          new ReadLog.Entries(page.incarnation(), page.through(), page.through() - at, List.of()),
          List.of(),
          at);
    }
  }

  private long applyAlone(ReadLog.Entries page, LogEntry entry, long after) {
    var alone =
        new ReadLog.Entries(
            page.incarnation(), entry.position(), entry.position() - after, List.of(entry));
    if (entry.event() instanceof UnreadEvent unread) {
      return moveAndPark(alone, entry, after, Failure.internal(unread.why(), null));
    }
    for (int attempt = 1; ; attempt++) {
      try {
        apply(alone, alone.entries(), after);
        return position.get();
      } catch (RuntimeException thrown) {
        if (SqlFailures.isTransient(thrown)) {
          throw thrown;
        }
        if (attempt >= config.attemptsMax()) {
          return moveAndPark(alone, entry, after, thrown);
        }
      }
    }
  }

  private long moveAndPark(
      ReadLog.Entries alone, LogEntry entry, long after, RuntimeException thrown) {
    Trace.on(LOG.atError(), entry.trace())
        .addKeyValue("context", database.schema())
        .addKeyValue("source", source)
        .addKeyValue("position", entry.position())
        .setCause(thrown)
        .log("event parked");
    boolean moved =
        move(
            alone,
            after,
            Applying.unrecorded(alone.entries()),
            tx -> park(tx, alone.entries(), List.of(), thrown.toString()));
    if (!moved) {
      position.set(-1);
      return -1;
    }
    anyParked.set(true);
    position.set(alone.through());
    stored.set(alone.through());
    return alone.through();
  }

  /**
   * Moves the cursor and has the effects, both or neither; false when another node was faster. The
   * effects are sent behind the move without waiting for it: they are worthless when it fails.
   */
  private boolean move(ReadLog.Entries page, long after, Applying applying, Consumer<Tx> effects) {
    try {
      return database.transaction(
          log,
          applying.links(),
          APPLY_TIMEOUT,
          points,
          tx -> {
            var position = Tuple.of(source, after, page.through(), page.incarnation());
            var moving = tx.start(MOVE, position);
            try {
              effects.accept(tx);
            } catch (RuntimeException failed) {
              throw moving.succeeded() && moving.result().rowCount() == 0
                  ? new FasterElsewhere()
                  : failed;
            }
            if (await(moving).rowCount() == 0) {
              throw new FasterElsewhere();
            }
            return true;
          });
    } catch (FasterElsewhere faster) {
      return false;
    }
  }

  /** Gives a transaction up because another node has moved the cursor. */
  private static final class FasterElsewhere extends RuntimeException {
    @java.io.Serial private static final long serialVersionUID = 1;

    FasterElsewhere() {
      super("another node moved the cursor", null, false, false);
    }
  }

  private List<LogEntry> withoutParkedKeys(List<LogEntry> entries) {
    if (entries.isEmpty() || !anyParked.get()) {
      return entries;
    }
    var keys = entries.stream().map(LogEntry::key).distinct().toArray(UUID[]::new);
    var parked = new HashSet<UUID>();
    database
        .read(PARKED_KEYS, Tuple.of(source).addArrayOfUUID(keys))
        .forEach(row -> parked.add(row.getUUID(0)));
    return parked.isEmpty()
        ? entries
        : entries.stream().filter(entry -> !parked.contains(entry.key())).toList();
  }

  private void park(Tx tx, List<LogEntry> entries, List<LogEntry> fresh, String error) {
    if (entries.size() == fresh.size()) {
      return;
    }
    var kept = new HashSet<>(fresh);
    for (var entry : entries) {
      if (!kept.contains(entry)) {
        tx.send(PARK, parked(entry, error));
      }
    }
  }

  /** A parked event stands there as it stands in the log, understood or not. */
  private Tuple parked(LogEntry entry, String error) {
    var unread = entry.event() instanceof UnreadEvent found ? found : null;
    return Tuple.of(
        source,
        entry.position(),
        entry.key(),
        unread == null ? entry.event().getClass().getSimpleName() : unread.type(),
        unread == null ? Json.write(entry.event()) : unread.payload(),
        error,
        unread == null ? config.attemptsMax() : 1);
  }

  /** A hole or another incarnation means a restored or damaged log: stop, and say so. */
  private boolean isTrusted(ReadLog.Entries page, long after) {
    var known = incarnation.get();
    if (known != null && !known.equals(page.incarnation())) {
      raise("the log was restored: incarnation " + page.incarnation() + " instead of " + known);
      return false;
    }
    if (page.scanned() != page.through() - after) {
      raise("the log has a hole after position " + after);
      return false;
    }
    alarm.set(null);
    return true;
  }

  private void raise(String why) {
    if (!why.equals(alarm.getAndSet(why))) {
      LOG.atError()
          .addKeyValue("context", database.schema())
          .addKeyValue("source", source)
          .log(why);
    }
  }

  private void loadCursor() {
    database.execute(START, Tuple.of(source));
    var row = database.read(POSITION, Tuple.of(source)).iterator().next();
    incarnation.set(row.getUUID(1));
    anyParked.set(database.read(ANY_PARKED, Tuple.of(source)).iterator().next().getBoolean(0));
    position.set(row.getLong(0));
    stored.set(row.getLong(0));
  }
}
