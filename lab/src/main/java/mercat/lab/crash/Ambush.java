package mercat.lab.crash;

import java.time.Duration;
import java.util.random.RandomGenerator;
import mercat.lab.database.ReadSession;
import mercat.lab.shop.Waiting;
import mercat.lab.system.SystemProcess;

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

  private final SystemProcess prey;
  private final ReadSession session;
  private final RandomGenerator chance;

  Ambush(SystemProcess prey, ReadSession session, RandomGenerator chance) {
    this.prey = prey;
    this.session = session;
    this.chance = chance;
  }

  /**
   * How it was caught.
   *
   * @param held what it holds locked; empty when it was never caught, and is frozen all the same
   */
  record Catch(int attempts, String held) {}

  /**
   * Leaves the process frozen.
   *
   * @param beforeEachStop what is to be done just before a stop that may last
   */
  Catch lie(Runnable beforeEachStop) {
    for (var attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      Waiting.pause(Duration.ofNanos(1 + chance.nextInt(PAUSE_MS_MAX * 1_000_000)));
      beforeEachStop.run();
      prey.freeze();
      var held = held();
      if (!held.isEmpty() || attempt == ATTEMPTS_MAX) {
        return new Catch(attempt, held);
      }
      prey.thaw();
    }
    throw new IllegalStateException("no attempt was made");
  }

  private String held() {
    Waiting.pause(DONE);
    if (holders(Duration.ZERO).isEmpty()) {
      return "";
    }
    Waiting.pause(FROZEN);
    return holders(FROZEN.minusMillis(10));
  }

  private String holders(Duration idleFor) {
    return String.join(", ", session.numbers(HOLDERS, idleFor.toMillis()).keySet());
  }
}
