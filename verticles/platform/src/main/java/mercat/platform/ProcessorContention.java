package mercat.platform;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * How a thread that works for long at a stretch leaves room for others. The longer it had to wait
 * for a processor, the more threads want one, those of the database and of orders among them: so
 * long, twice, it rests. On a machine with a processor to spare it does not rest.
 */
public final class ProcessorContention {
  private static final int RESTS_PER_WAIT = 2;

  /** However busy the machine is, whoever waits for the thread is served in the end. */
  private static final Duration REST_MAX = Duration.ofMillis(300);

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private ProcessorContention() {}

  /** Runs what does nothing but compute, and returns only after the rest that follows. */
  public static void runAndRest(Runnable computation) {
    long startNanos = System.nanoTime();
    long startCpuNanos = THREADS.getCurrentThreadCpuTime();
    computation.run();
    long cpuNanos = THREADS.getCurrentThreadCpuTime() - startCpuNanos;
    LockSupport.parkNanos(
        rest(Duration.ofNanos(System.nanoTime() - startNanos), cpuNanos).toNanos());
  }

  /**
   * How long to rest after a computation.
   *
   * @param taken from its begin to its end
   * @param cpuNanos the processor time in it
   * @return at most {@link #REST_MAX}
   */
  static Duration rest(Duration taken, long cpuNanos) {
    var waited = taken.minusNanos(cpuNanos);
    var rest = waited.isNegative() ? Duration.ZERO : waited.multipliedBy(RESTS_PER_WAIT);
    return rest.compareTo(REST_MAX) < 0 ? rest : REST_MAX;
  }
}
