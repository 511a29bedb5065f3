package mercat.platform;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Every fail point of a process, and which of them is armed. The environment decides, once, when
 * the process starts: {@code MERCAT_FAIL_POINT=NAME} halts at the first passage, {@code NAME:N} at
 * the N-th, {@code count} halts nowhere and counts the passages of all points.
 */
public final class FailPoints {
  /** How it is armed. */
  public static final String VARIABLE = "MERCAT_FAIL_POINT";

  /** What a shell tells of a process that was killed by SIGKILL. */
  private static final int KILLED = 137;

  private static final String COUNT = "count";
  private static final Pattern ARMED = Pattern.compile("(.+?)(?::(\\d{1,9}))?");

  private static final FailPoints OF_PROCESS =
      new FailPoints(System.getenv(VARIABLE), () -> Runtime.getRuntime().halt(KILLED));

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
  FailPoints(@Nullable String wish, Runnable death) {
    var form = ARMED.matcher(wish == null ? "" : wish.strip());
    this.isCounting = COUNT.equals(wish);
    this.armed = form.matches() && !isCounting ? form.group(1) : "";
    this.passage = armed.isEmpty() || form.group(2) == null ? 1 : Long.parseLong(form.group(2));
    this.death = death;
  }

  /** Those of this process. */
  public static FailPoints ofProcess() {
    return OF_PROCESS;
  }

  FailPoint named(String name) {
    return points.computeIfAbsent(name, this::made);
  }

  private FailPoint made(String name) {
    if (isCounting) {
      return FailPoint.counting();
    }
    return name.equals(armed) ? FailPoint.lethalAt(passage, death) : FailPoint.idle();
  }

  /** The one at which this process dies, if any. Whether there is such a point nobody has asked. */
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
