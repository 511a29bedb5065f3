package mercat.platform.telemetry;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;

/** A piece of work within a trace, from its start until it is ended. May be used on any thread. */
public interface Span {
  /** The span of what is not recorded. Costs nothing. */
  Span NONE = new Unrecorded();

  /** Whether anything becomes of what is said here. */
  boolean isRecorded();

  /** The trace parent of what this work causes: itself, or what was given when not recorded. */
  String trace(String otherwise);

  /** Says something of the work. Never a buyer's data, never a value of a statement. */
  @CanIgnoreReturnValue
  Span put(String attribute, String value);

  @CanIgnoreReturnValue
  Span put(String attribute, long value);

  /** Names other work that this work was done together with. */
  void link(Span other);

  /** Says that the work failed, with the kind of what went wrong; it is still to be ended. */
  void fail(String kind);

  /** Says that the work failed, and why; it is still to be ended. */
  void fail(Throwable thrown);

  /** Ends the work; later ends change nothing. */
  void end();

  /** The result, which ends the work when it is there. */
  <T> Future<T> over(Future<T> work);
}
