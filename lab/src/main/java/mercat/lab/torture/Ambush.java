package mercat.lab.torture;

import java.time.Duration;
import java.util.random.RandomGenerator;
import mercat.lab.system.Awaiting;
import mercat.lab.system.SystemProcess;
import mercat.verify.ReadSession;

/**
 * Freezes a process between append and COMMIT: stops it at random moments, until one of its
 * sessions is idle in a transaction that holds a log's head.
 *
 * @param stops how many it took
 * @param held the logs whose heads it holds locked; empty when it was never caught, and is frozen
 *     all the same
 * @param stoppedNanos when it was stopped for good
 */
record Ambush(int stops, String held, long stoppedNanos) {
  private static final int STOPS_MAX = 3_000;
  private static final int PAUSE_MS_MAX = 12;

  /** By then the server has done what it was sent before the stop. */
  private static final Duration DONE = Duration.ofMillis(2);

  /** A session that is idle for so long belongs to nobody who runs. */
  private static final Duration FROZEN = Duration.ofMillis(60);

  private static final String HOLDERS =
      """
      select distinct n.nspname || '.log_head'
      from pg_stat_activity a
      join pg_locks l on l.pid = a.pid and l.granted and l.mode = 'RowShareLock'
      join pg_class c on c.oid = l.relation and c.relname = 'log_head'
      join pg_namespace n on n.oid = c.relnamespace
      where a.state = 'idle in transaction'
        and a.state_change < clock_timestamp() - ?::bigint * interval '1 ms'
      order by 1\
      """;

  /** Leaves the process frozen. */
  static Ambush of(SystemProcess process, ReadSession session, RandomGenerator chance) {
    for (var stop = 1; ; stop++) {
      Awaiting.pause(Duration.ofNanos(1 + chance.nextInt(PAUSE_MS_MAX * 1_000_000)));
      var stoppedNanos = System.nanoTime();
      process.freeze();
      var held = held(session);
      if (!held.isEmpty() || stop == STOPS_MAX) {
        return new Ambush(stop, held, stoppedNanos);
      }
      process.thaw();
    }
  }

  private static String held(ReadSession session) {
    Awaiting.pause(DONE);
    if (holders(session, Duration.ZERO).isEmpty()) {
      return "";
    }
    Awaiting.pause(FROZEN);
    return holders(session, FROZEN.minusMillis(10));
  }

  private static String holders(ReadSession session, Duration idleFor) {
    return String.join(", ", session.texts(HOLDERS, idleFor.toMillis()));
  }
}
