package mercat.testkit;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/** What a computation costs this thread, however many others want the processor. */
public final class ThreadTime {
  private ThreadTime() {}

  /** What this thread, which is no virtual one, has taken until now. */
  public static long nanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** What it has taken since. */
  public static Duration since(long beganNanos) {
    return Duration.ofNanos(nanos() - beganNanos);
  }
}
