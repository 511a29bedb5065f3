package mercat.platform;

import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A named place at which the process can be made to die as if by {@code kill -9}, to prove that
 * nothing is lost there: where something is committed, sent or acknowledged, and the next thing is
 * not yet. Passing it costs a look at a final field unless the process is armed.
 */
public final class FailPoint {
  /**
   * Arms a process when it starts: {@code NAME} halts it at the first passage, {@code NAME:N} at
   * the N-th, {@code count} halts nowhere and counts the passages of all points.
   */
  public static final String VARIABLE = "MERCAT_FAIL_POINT";

  /** What a shell tells of a process that was killed by SIGKILL. */
  private static final int KILLED = 137;

  private static final All OF_PROCESS =
      new All(System.getenv(VARIABLE), () -> Runtime.getRuntime().halt(KILLED));

  /** Null where nobody counts. */
  private final @Nullable AtomicLong passages;

  private final long lethal;
  private final Runnable death;

  private FailPoint(boolean isCounted, long lethal, Runnable death) {
    this.passages = isCounted ? new AtomicLong() : null;
    this.lethal = lethal;
    this.death = death;
  }

  /** Every point of a process, and which of them is armed. */
  public static final class All {
    private static final String COUNT = "count";
    private static final Pattern ARMED = Pattern.compile("(.+?)(?::(\\d{1,9}))?");

    private final Map<String, FailPoint> points = new ConcurrentHashMap<>();
    private final boolean isCounting;
    private final String armed;
    private final long passage;
    private final Runnable death;

    /**
     * Points that are armed as the text says.
     *
     * @param wish null or empty when nothing is to happen
     * @param death does not return
     */
    All(@Nullable String wish, Runnable death) {
      var form = ARMED.matcher(wish == null ? "" : wish.strip());
      this.isCounting = COUNT.equals(wish);
      this.armed = form.matches() && !isCounting ? form.group(1) : "";
      this.passage = armed.isEmpty() || form.group(2) == null ? 1 : Long.parseLong(form.group(2));
      this.death = death;
    }

    FailPoint named(String name) {
      boolean isLethal = name.equals(armed);
      return points.computeIfAbsent(
          name, first -> new FailPoint(isCounting || isLethal, isLethal ? passage : 0, death));
    }

    /**
     * The one at which the process dies, if any. Whether there is such a point nobody has asked.
     */
    public Optional<String> armed() {
      return armed.isEmpty() ? Optional.empty() : Optional.of(armed);
    }

    /** How often each was passed since the start, by name; zeros where nobody counts. */
    public Map<String, Long> passages() {
      var passages = new TreeMap<String, Long>();
      points.forEach((name, point) -> passages.put(name, point.passages()));
      return passages;
    }
  }

  public static All ofProcess() {
    return OF_PROCESS;
  }

  /** The point of that name in this process, listed from now on. */
  public static FailPoint named(String name) {
    return OF_PROCESS.named(name);
  }

  /** Passes the point, or does not return. */
  public void reach() {
    if (passages != null && passages.incrementAndGet() == lethal) {
      death.run();
    }
  }

  /** Passes the point when something has come to its end, whichever that is. */
  public <T> Future<T> reachAfter(Future<T> something) {
    return passages == null ? something : something.andThen((result, failure) -> reach());
  }

  long passages() {
    return passages == null ? 0 : passages.get();
  }
}
