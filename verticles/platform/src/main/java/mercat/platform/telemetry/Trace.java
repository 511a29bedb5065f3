package mercat.platform.telemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceId;
import java.util.concurrent.ThreadLocalRandom;
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

  private Trace() {}

  /** The trace parent of what a span causes. */
  static String of(SpanContext span) {
    return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-" + span.getTraceFlags().asHex();
  }

  /** A trace of its own that is not recorded. */
  public static String unsampled() {
    var random = ThreadLocalRandom.current();
    var out = new char[LENGTH];
    out[0] = '0';
    out[1] = '0';
    out[2] = '-';
    hex(random.nextLong(), out, TRACE_AT);
    hex(random.nextLong() | 1, out, TRACE_AT + 16);
    out[SPAN_AT - 1] = '-';
    hex(random.nextLong() | 1, out, SPAN_AT);
    out[FLAGS_AT - 1] = '-';
    out[FLAGS_AT] = '0';
    out[FLAGS_AT + 1] = '0';
    return new String(out);
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
    return text.length() == LENGTH
        && text.startsWith("00-")
        && text.charAt(SPAN_AT - 1) == '-'
        && text.charAt(FLAGS_AT - 1) == '-'
        && TraceId.isValid(id(text))
        && SpanId.isValid(spanId(text))
        && isHex(text.charAt(FLAGS_AT))
        && isHex(text.charAt(FLAGS_AT + 1));
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

  private static boolean isHex(char digit) {
    return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
  }

  private static void hex(long bits, char[] out, int from) {
    for (int i = 15; i >= 0; i--) {
      out[from + i] = Character.forDigit((int) (bits & 15), 16);
      bits >>>= 4;
    }
  }
}
