package mercat.platform.log;

import static java.util.Objects.requireNonNull;
import static mercat.platform.Await.await;

import io.micrometer.core.instrument.Timer;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.ReadLog;
import mercat.contracts.log.UnreadEvent;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.database.CommitPoints;
import mercat.platform.database.Database;
import mercat.platform.database.LogWriter;
import mercat.platform.database.SqlFailures;
import mercat.platform.database.Tx;
import mercat.platform.telemetry.Trace;
import mercat.platform.telemetry.Traces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies pages of a log: the effects and the move of the cursor in one transaction. An event that
 * cannot be applied is found by trying each alone, and parked.
 */
final class PageApplier {
  /** Stands for the position that a cursor has when another node has moved it. */
  static final long MOVED_ELSEWHERE = -1;

  private static final Logger LOG = LoggerFactory.getLogger(PageApplier.class);
  private static final Duration APPLY_TIMEOUT = Duration.ofSeconds(3);

  /** How many parked events of one key are applied in one transaction. */
  private static final int RETRIED_MAX = 100;

  private static final String BEHIND_PARKED = "an earlier event of the same key is parked";

  private final String source;
  private final Follower follower;
  private final Database database;
  private final LogWriter log;
  private final FollowerStore store;
  private final int attemptsMax;
  private final CommitPoints points;
  private final Traces traces;
  private final Timer transaction;

  PageApplier(
      String source,
      Follower follower,
      BoundedContext context,
      LogWriter log,
      FollowerStore store,
      int attemptsMax) {
    this.source = source;
    this.follower = follower;
    this.database = context.database();
    this.log = log;
    this.store = store;
    this.attemptsMax = attemptsMax;
    this.points = CommitPoints.of(database.schema() + ".follow-" + source);
    this.traces = context.traces();
    this.transaction =
        context
            .telemetry()
            .metrics()
            .timer("mercat.follower.transaction", "context", database.schema(), "source", source);
  }

  /**
   * Applies a page.
   *
   * @param from where the cursor is believed to stand: at the beginning of the page or before it,
   *     with nothing of interest in between
   * @return where the cursor stands now, or {@link #MOVED_ELSEWHERE} and nothing has happened here
   * @throws RuntimeException a transient failure; a part of the page may have been applied
   */
  long apply(ReadLog.Entries page, long from) {
    if (page.holdsUnread()) {
      return applyOneByOne(page, from);
    }
    try {
      return applyTogether(page, from);
    } catch (RuntimeException thrown) {
      if (SqlFailures.isTransient(thrown)) {
        throw thrown;
      }
      return applyOneByOne(page, from);
    }
  }

  /** Moves the cursor to the end of a page in which nothing is of interest. */
  long skip(ReadLog.Entries page, long from) {
    return move(page, from, TracedEntries.NONE, tx -> {});
  }

  /**
   * Applies a parked event and those behind it, in one transaction with their removal.
   *
   * @param call whose trace their effects continue
   * @return those that are applied; none when the event is not parked
   * @throws RuntimeException when they cannot be applied: all stay parked
   */
  List<LogEntry> applyParked(long position, Call call) {
    var parked = store.readParked(position, RETRIED_MAX, call.trace());
    if (parked.isEmpty()) {
      return parked;
    }
    requireRead(parked);
    // Nothing was parked before the cursor knew the log.
    var prepared = follower.prepared(requireNonNull(store.load().incarnation()), parked);
    var applied =
        operate(tx -> {
          var entries = store.takeParked(tx, position, RETRIED_MAX, call.trace());
          requireRead(entries);
          if (!entries.isEmpty()) {
            prepared.apply(tx, entries);
            note(tx, call, "retryParked", event(entries.getFirst()), Map.of());
          }
          return entries;
        });
    if (!applied.isEmpty()) {
      follower.applied(applied);
    }
    return applied;
  }

  private static void requireRead(List<LogEntry> entries) {
    for (var entry : entries) {
      if (entry.event() instanceof UnreadEvent unread) {
        throw Failure.internal(unread.why(), null);
      }
    }
  }

  /** Forgets a parked event for good; false when it is not parked. */
  boolean discard(long position, Call call) {
    return operate(tx -> {
      var discarded = store.discard(tx, position);
      discarded.ifPresent(event -> note(tx, call, "discardParked", event(event), Map.of()));
      return discarded.isPresent();
    });
  }

  /**
   * Has the follower go on behind another position, whatever it has applied; at the beginning it
   * takes that back. Where it stood.
   */
  long reset(long position, UUID incarnation, Call call) {
    return operate(tx -> {
      long from = store.reset(tx, position, incarnation);
      if (position == 0) {
        follower.forget(tx);
      }
      note(
          tx,
          call,
          "resetFollower",
          Map.of("position", String.valueOf(from)),
          Map.of("position", String.valueOf(position), "incarnation", incarnation.toString()));
      return from;
    });
  }

  /** What staff does to the follower, by itself in a transaction. */
  private <T> T operate(Function<Tx, T> operation) {
    return database.transaction(log, TracedEntries.NONE.links(), APPLY_TIMEOUT, points, operation);
  }

  private void note(
      Tx tx, Call call, String operation, Map<String, String> before, Map<String, String> after) {
    var entity = "follower:%s/%s".formatted(database.schema(), source);
    var key = UUID.nameUUIDFromBytes(entity.getBytes(StandardCharsets.UTF_8));
    StaffActions.note(tx, call, key, operation, entity, before, after);
  }

  /** A parked event, for the audit. */
  private static Map<String, String> event(LogEntry entry) {
    return Map.of(
        "position", String.valueOf(entry.position()),
        "key", entry.key().toString(),
        "type", entry.type());
  }

  private long applyTogether(ReadLog.Entries page, long from) {
    var traced = TracedEntries.of(traces, database.schema(), source, page.entries());
    try {
      return apply(page, traced, from);
    } catch (RuntimeException thrown) {
      traced.fail(thrown);
      throw thrown;
    } finally {
      traced.end();
    }
  }

  private long apply(ReadLog.Entries page, TracedEntries traced, long from) {
    var parked = store.parkedKeys(traced.entries());
    var fresh = new ArrayList<LogEntry>();
    var behindParked = new ArrayList<LogEntry>();
    for (var entry : traced.entries()) {
      (parked.contains(entry.key()) ? behindParked : fresh).add(entry);
    }
    var prepared = fresh.isEmpty() ? follower : follower.prepared(page.incarnation(), fresh);
    long began = System.nanoTime();
    long moved =
        move(
            page,
            from,
            traced,
            tx -> {
              behindParked.forEach(
                  entry -> store.park(tx, entry, BEHIND_PARKED, attemptsOf(entry)));
              if (!fresh.isEmpty()) {
                prepared.apply(tx, fresh);
              }
            });
    transaction.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    if (moved != MOVED_ELSEWHERE && !fresh.isEmpty()) {
      follower.applied(fresh);
    }
    return moved;
  }

  private long applyOneByOne(ReadLog.Entries page, long from) {
    long at = from;
    for (var entry : page.entries()) {
      at = applyAlone(page.only(entry, at), entry, at);
      if (at == MOVED_ELSEWHERE) {
        return at;
      }
    }
    return at < page.through() ? skip(page, at) : at;
  }

  /**
   * The event is parked after its last attempt, at once when this version does not understand it.
   */
  private long applyAlone(ReadLog.Entries alone, LogEntry entry, long from) {
    if (entry.event() instanceof UnreadEvent unread) {
      return park(alone, entry, from, Failure.internal(unread.why(), null));
    }
    for (int attempt = 1; ; attempt++) {
      try {
        return applyTogether(alone, from);
      } catch (RuntimeException thrown) {
        if (SqlFailures.isTransient(thrown)) {
          throw thrown;
        }
        if (attempt >= attemptsMax) {
          return park(alone, entry, from, thrown);
        }
      }
    }
  }

  private long park(ReadLog.Entries alone, LogEntry entry, long from, RuntimeException thrown) {
    Trace.on(LOG.atError(), entry.trace())
        .addKeyValue("context", database.schema())
        .addKeyValue("source", source)
        .addKeyValue("position", entry.position())
        .setCause(thrown)
        .log("event parked");
    return move(
        alone,
        from,
        TracedEntries.NONE,
        tx -> store.park(tx, entry, thrown.toString(), attemptsOf(entry)));
  }

  private int attemptsOf(LogEntry entry) {
    return entry.event() instanceof UnreadEvent ? 1 : attemptsMax;
  }

  /**
   * Moves the cursor and has the effects, both or neither. The effects are sent behind the move
   * without waiting for it: they are rolled back when it fails.
   */
  private long move(ReadLog.Entries page, long from, TracedEntries traced, Consumer<Tx> effects) {
    try {
      return database.transaction(
          log,
          traced.links(),
          APPLY_TIMEOUT,
          points,
          tx -> {
            var moving = store.move(tx, from, page);
            try {
              effects.accept(tx);
            } catch (RuntimeException failed) {
              throw moving.succeeded() && moving.result().rowCount() == 0
                  ? new CursorMovedException()
                  : failed;
            }
            if (await(moving).rowCount() == 0) {
              throw new CursorMovedException();
            }
            return page.through();
          });
    } catch (CursorMovedException elsewhere) {
      return MOVED_ELSEWHERE;
    }
  }

  /** Rolls a transaction back because another node has moved the cursor. */
  private static final class CursorMovedException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    CursorMovedException() {
      super("another node moved the cursor", null, false, false);
    }
  }
}
