package mercat.platform.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.event.KeyValuePair;

/**
 * Rations what is logged: twenty lines of a kind in a minute, of which the last says that there may
 * be more. Whoever can cause one from outside can cause a thousand a second, and overload does.
 * Those of a kind have their logger and their message in common, whatever stands in its places.
 * What is only told when it is asked for, such as each request, is told in full.
 */
public final class RepeatedLines extends Filter<ILoggingEvent> {
  static final int LINES_MAX = 20;
  private static final long MINUTE_MS = 60_000;

  /** A bound for what is remembered; beyond it everything is forgotten. */
  private static final int KINDS_MAX = 1_000;

  private final ConcurrentHashMap<String, Kind> kinds = new ConcurrentHashMap<>();

  private static final class Kind {
    private final AtomicLong minute = new AtomicLong();
    private final AtomicLong lines = new AtomicLong();

    long count(long now) {
      if (minute.getAndSet(now) != now) {
        lines.set(0);
      }
      return lines.incrementAndGet();
    }
  }

  @Override
  public FilterReply decide(ILoggingEvent event) {
    if (!event.getLevel().isGreaterOrEqual(Level.INFO)) {
      return FilterReply.NEUTRAL;
    }
    if (kinds.size() > KINDS_MAX) {
      kinds.clear();
    }
    var kind = event.getLoggerName() + " " + event.getMessage();
    long lines =
        kinds.computeIfAbsent(kind, first -> new Kind()).count(event.getTimeStamp() / MINUTE_MS);
    if (lines == LINES_MAX && event instanceof LoggingEvent last) {
      last.addKeyValuePair(new KeyValuePair("repeated", "left out for the rest of the minute"));
    }
    return lines > LINES_MAX ? FilterReply.DENY : FilterReply.NEUTRAL;
  }
}
