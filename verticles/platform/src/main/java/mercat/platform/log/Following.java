package mercat.platform.log;

import static mercat.platform.Await.await;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import mercat.contracts.log.ReadLog;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.Coalescing;
import mercat.platform.database.LogWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One context following another's log: read a page, then apply it and move the cursor in one
 * transaction that begins with a compare-and-set of the cursor. Many nodes may try; one moves the
 * cursor, the others drop their page.
 */
public final class Following {
  private static final Logger LOG = LoggerFactory.getLogger(Following.class);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(4);
  private static final Duration QUIET = Duration.ofMillis(50);
  private static final Duration PAUSE_AFTER_FAULT = Duration.ofMillis(200);

  /** In a row, until somebody should know. */
  private static final int FAULTS_MIN = 4;

  private static final long UNKNOWN = -1;

  private final String source;
  private final BoundedContext context;
  private final Set<String> types;
  private final LogConfig config;
  private final FollowerStore store;
  private final PageApplier applier;
  private final Coalescing catchingUp;

  /** How far was read. */
  private final AtomicLong position = new AtomicLong(UNKNOWN);

  /** How far the cursor says: behind the position while nothing of interest was read. */
  private final AtomicLong stored = new AtomicLong(UNKNOWN);

  private final AtomicReference<@Nullable UUID> incarnation = new AtomicReference<>();

  /** Whether a timer is set after which the cursor is moved over what was of no interest. */
  private final AtomicBoolean isSkipPlanned = new AtomicBoolean();

  private final AtomicBoolean isSkipDue = new AtomicBoolean();

  private final AtomicBoolean isReloadDue = new AtomicBoolean();

  /**
   * The moment whose events are applied, while later ones may be there; null when there are none.
   */
  private final AtomicReference<@Nullable Instant> appliedUntil = new AtomicReference<>();

  /** Whether it follows; else only its cursor is kept. */
  private final AtomicBoolean isOn = new AtomicBoolean();

  /** Looks that failed, in a row. */
  private final AtomicInteger faults = new AtomicInteger();

  private final AtomicReference<@Nullable String> alarm = new AtomicReference<>();

  public Following(
      String source, Follower follower, BoundedContext context, LogWriter log, LogConfig config) {
    this.source = source;
    this.context = context;
    this.types =
        follower.applies().stream()
            .map(Class::getSimpleName)
            .collect(Collectors.toUnmodifiableSet());
    this.config = config;
    this.store = new FollowerStore(context.database(), source);
    this.applier = new PageApplier(source, follower, context, log, store, config.attemptsMax());
    this.catchingUp =
        new Coalescing(context.name() + " follows " + source, () -> context.call(this::catchUp));
  }

  /** Starts to follow: by the doorbell, and slowly in case a ring is lost. */
  public Future<Void> start() {
    isOn.set(true);
    var tags = Tags.of("context", context.name(), "source", source);
    var metrics = context.telemetry().metrics();
    metrics.gauge("mercat.follower.position", tags, position, AtomicLong::get);
    TimeGauge.builder("mercat.follower.lag", this, TimeUnit.MILLISECONDS, Following::lagMs)
        .tags(tags)
        .register(metrics);
    context.every(config.poll(), "follow " + source, this::wake);
    return context.bus().onRing(source, this::ring).onSuccess(heard -> wake());
  }

  /** The context whose log is followed. */
  public String source() {
    return source;
  }

  /** Why it stands still, null while all is well. */
  public @Nullable String alarm() {
    return alarm.get();
  }

  boolean isOn() {
    return isOn.get();
  }

  FollowerStore store() {
    return store;
  }

  PageApplier applier() {
    return applier;
  }

  /** Looks again where the cursor stands, for somebody has moved it. */
  void reload() {
    isReloadDue.set(true);
    wake();
  }

  /** How far behind the log it is in time: 0 when the last look found nothing new. */
  private double lagMs() {
    var until = appliedUntil.get();
    return until == null
        ? 0
        : Math.max(0, Duration.between(until, context.clock().instant()).toMillis());
  }

  /**
   * The bell wakes one node. The others look now and then, and go on where it stands still: that
   * saves reads, the compare-and-set is what makes it safe.
   */
  private void ring() {
    if (context.bus().isFirst(context.name())) {
      wake();
    }
  }

  private void wake() {
    if (isOn() && !context.isQuiet()) {
      catchingUp.signal();
    }
  }

  /** Applies what there is. Returns nothing, which is what a task must return. */
  private @Nullable Void catchUp() {
    try {
      if (isReloadDue.getAndSet(false)) {
        position.set(UNKNOWN);
      }
      if (context.bus().isServed(source) && !isMovedElsewhere()) {
        applyPages();
      }
      faults.set(0);
    } catch (RuntimeException thrown) {
      // Whoever is asked may have started or gone a moment ago; what goes on is told of, and then
      // less and less often.
      var many = faults.incrementAndGet();
      var isTold = many >= FAULTS_MIN && Integer.bitCount(many) == 1;
      LOG.atLevel(isTold ? Level.WARN : Level.DEBUG)
          .addKeyValue("faults", many)
          .addKeyValue("context", context.name())
          .addKeyValue("source", source)
          .addKeyValue("error", thrown.toString())
          .log("following is interrupted, will try again");
      standsStill();
      position.set(UNKNOWN);
      context.after(PAUSE_AFTER_FAULT).onSuccess(again -> wake());
    }
    return null;
  }

  /** Whether another node is at it, as far as this one has seen since it last looked. */
  private boolean isMovedElsewhere() {
    if (context.bus().isFirst(context.name())) {
      return false;
    }
    long seen = stored.get();
    loadCursor();
    return stored.get() != seen;
  }

  /**
   * Applies what there is, and lets events come together to the next page unless this one was well
   * filled: rows are read whole, so that a page is seldom quite full.
   */
  private void applyPages() {
    long scanned = context.isQuiet() ? 0 : applyPage();
    while (scanned > 0) {
      if (scanned < config.pageMax() / 2 && config.gather().isPositive()) {
        await(context.after(config.gather()));
      }
      scanned = context.isQuiet() ? 0 : applyPage();
    }
  }

  /**
   * Applies one page.
   *
   * @return positions that it went over; 0 when there was nothing new, or another node was faster
   */
  private long applyPage() {
    if (position.get() == UNKNOWN) {
      loadCursor();
    }
    long after = position.get();
    var read = new ReadLog(source, context.name(), after, config.pageMax(), types);
    var page = await(context.bus().ask(read, Call.bySystem(context.name(), READ_TIMEOUT)));
    if (page.through() == after) {
      appliedUntil.set(null);
      skip(page);
      return 0;
    }
    if (!isTrusted(page, after)) {
      standsStill();
      position.set(UNKNOWN); // an operator may move the cursor, on whatever node
      return 0;
    }
    if (page.entries().isEmpty()) {
      position.set(page.through());
      return page.scanned();
    }
    movedTo(applier.apply(page, stored.get()));
    appliedUntil.set(page.entries().getLast().at());
    return position.get() == UNKNOWN ? 0 : page.scanned();
  }

  /** Moves the cursor over what was of no interest, once it has been quiet for a moment. */
  private void skip(ReadLog.Entries page) {
    if (position.get() == stored.get()) {
      return;
    }
    if (isSkipDue.getAndSet(false)) {
      movedTo(applier.skip(page, stored.get()));
    } else if (isSkipPlanned.compareAndSet(false, true)) {
      context
          .after(QUIET)
          .onSuccess(quiet -> {
            isSkipPlanned.set(false);
            isSkipDue.set(true);
            wake();
          });
    }
  }

  private void movedTo(long reached) {
    if (reached == PageApplier.MOVED_ELSEWHERE) {
      position.set(UNKNOWN);
    } else {
      position.set(reached);
      stored.set(reached);
    }
  }

  private void loadCursor() {
    var cursor = store.load();
    incarnation.set(cursor.incarnation());
    position.set(cursor.position());
    stored.set(cursor.position());
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
    incarnation.set(page.incarnation());
    alarm.set(null);
    return true;
  }

  private void raise(String why) {
    if (!why.equals(alarm.getAndSet(why))) {
      LOG.atError().addKeyValue("context", context.name()).addKeyValue("source", source).log(why);
    }
  }

  private void standsStill() {
    appliedUntil.compareAndSet(null, context.clock().instant());
  }
}
