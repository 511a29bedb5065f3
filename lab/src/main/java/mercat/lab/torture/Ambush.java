package mercat.lab.torture;

import java.time.Duration;
import java.util.random.RandomGenerator;
import mercat.lab.system.Awaiting;
import mercat.lab.system.SystemProcess;
import mercat.verify.ReadSession;

/**
 * Freezes a process between append and COMMIT: stops it at random moments, until one of its
 * sessions is idle in a transaction that holds a log's head.
 */
final class Ambush {
  private static final int ATTEMPTS_MAX = 3_000;
  private static final int PAUSE_MS_MAX = 12;

  /** By then the server has done what it was sent before the stop. */
  private static final Duration DONE = Duration.ofMillis(2);

  /** A session that is idle for so long belongs to nobody who runs. */
  private static final Duration FROZEN = Duration.ofMillis(60);

  private static final String HOLDERS =
      """
      select n.nspname || '.log_head', count(*)
      from pg_stat_activity a
      join pg_locks l on l.pid = a.pid and l.granted and l.mode = 'RowShareLock'
      join pg_class c on c.oid = l.relation and c.relname = 'log_head'
      join pg_namespace n on n.oid = c.relnamespace
      where a.state = 'idle in transaction'
        and a.state_change < clock_timestamp() - ?::bigint * interval '1 ms'
      group by 1
      order by 1\
      """;

  private final SystemProcess process;
  private final ReadSession session;
  private final RandomGenerator chance;

  Ambush(SystemProcess process, ReadSession session, RandomGenerator chance) {
    this.process = process;
    this.session = session;
    this.chance = chance;
  }

  /**
   * A process that was caught.
   *
   * @param attempts how often it was stopped until it was
   * @param held the logs whose heads it holds locked; empty when it was never caught, and is frozen
   *     all the same
   * @param silentMs the longest time from the stop on in which nobody at all had a final answer
   * @param answered how many had one while it was frozen
   */
  record Caught(int attempts, String held, long silentMs, long answered) {}

  /** Leaves the process frozen; when it was stopped is told to the caller just before each stop. */
  Caught lie(Runnable beforeEachStop) {
    for (var attempt = 1; ; attempt++) {
      Awaiting.pause(Duration.ofNanos(1 + chance.nextInt(PAUSE_MS_MAX * 1_000_000)));
      beforeEachStop.run();
      process.freeze();
      var held = held();
      if (!held.isEmpty() || attempt == ATTEMPTS_MAX) {
        return new Caught(attempt, held, 0, 0);
      }
      process.thaw();
    }
  }

  private String held() {
    Awaiting.pause(DONE);
    if (holders(Duration.ZERO).isEmpty()) {
      return "";
    }
    Awaiting.pause(FROZEN);
    return holders(FROZEN.minusMillis(10));
  }

  private String holders(Duration idleFor) {
    return String.join(", ", session.numbers(HOLDERS, idleFor.toMillis()).keySet());
  }
}
