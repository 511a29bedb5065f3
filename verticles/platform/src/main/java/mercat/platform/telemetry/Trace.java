package mercat.platform.telemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The place of a request in a trace, written as W3C {@code traceparent}: version, trace id, id of
 * the span that caused it, and whether the trace is recorded. It travels as this text in calls and
 * in the rows of the log.
 */
public final class Trace {
  private static final int LENGTH = 55;
  private static final int TRACE_AT = 3;
  private static final int SPAN_AT = 36;
  private static final int FLAGS_AT = 53;
  private static final Pattern VALID =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private Trace() {}

  /** The trace parent of what a span causes. */
  static String of(SpanContext span) {
    return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-" + span.getTraceFlags().asHex();
  }

  /** The other way round; {@link SpanContext#getInvalid} of a text that is no trace parent. */
  static SpanContext place(String trace) {
    var flags = isSampled(trace) ? TraceFlags.getSampled() : TraceFlags.getDefault();
    return SpanContext.createFromRemoteParent(
        id(trace), spanId(trace), flags, TraceState.getDefault());
  }

  /** A trace of its own that is not recorded. */
  public static String unsampled() {
    var random = ThreadLocalRandom.current();
    var id = TraceId.fromLongs(random.nextLong(), random.nextLong() | 1);
    return "00-" + id + "-" + SpanId.fromLong(random.nextLong() | 1) + "-00";
  }

  /** The same trace, not recorded; one of its own when there is none. */
  public static String unsampled(@Nullable String trace) {
    if (trace == null || !isValid(trace)) {
      return unsampled();
    }
    return trace.endsWith("-00") ? trace : trace.substring(0, FLAGS_AT) + "00";
  }

  /** Whether what belongs to the trace is recorded. */
  public static boolean isSampled(String trace) {
    return trace.length() == LENGTH && (trace.charAt(FLAGS_AT + 1) & 1) == 1;
  }

  /** Whether a text from outside is a trace parent of version 00 with ids that are not zero. */
  public static boolean isValid(String text) {
    return VALID.matcher(text).matches();
  }

  /** The trace's id, 32 hexadecimal digits; empty when there is no trace. */
  public static String id(String trace) {
    return trace.length() == LENGTH ? trace.substring(TRACE_AT, SPAN_AT - 1) : "";
  }

  /** The id of the span that caused it, 16 hexadecimal digits; empty when there is no trace. */
  public static String spanId(String trace) {
    return trace.length() == LENGTH ? trace.substring(SPAN_AT, FLAGS_AT - 1) : "";
  }

  /** A log line that says which trace it belongs to. */
  public static LoggingEventBuilder on(LoggingEventBuilder line, String trace) {
    return trace.length() == LENGTH
        ? line.addKeyValue("trace.id", id(trace)).addKeyValue("span.id", spanId(trace))
        : line;
  }
}
