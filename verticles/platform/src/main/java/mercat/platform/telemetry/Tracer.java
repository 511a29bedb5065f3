package mercat.platform.telemetry;

import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Where work is recorded. Whether a trace is, is decided once, where it begins; from there on its
 * text says so, and work of a trace that is not recorded costs no more than to look.
 */
public interface Tracer {
  /** Records nothing. */
  Tracer OFF = new Untraced();

  /** Whether work of this trace is recorded here. */
  boolean records(String trace);

  /**
   * Begins the first work of a trace in Mercat, and decides whether the trace is recorded.
   *
   * @param caller a valid trace parent from outside, null when there is none
   * @param operation the first part of the name: one of few words
   * @param subject the second part: what it is done to, one of few as well
   * @return {@link Span#NONE} when the trace is not recorded
   */
  Span begin(@Nullable String caller, Role role, String operation, String subject);

  /** Starts work that a trace causes; {@link Span#NONE} when the trace is not recorded. */
  Span start(String trace, Role role, String operation, String subject);

  /** Adds a duration to a meter, with the trace as its example where it is recorded. */
  void record(Timer meter, long nanos, String trace);
}
