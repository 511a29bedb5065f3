package mercat.platform.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import mercat.platform.EnumText;
import mercat.platform.Failure;

/** What Mercat does with a span beyond OpenTelemetry's own. Costs nothing for one not recorded. */
public final class Spans {
  private Spans() {}

  /** The trace parent of what this work causes: itself, or what was given when not recorded. */
  public static String traceOf(Span span, String otherwise) {
    var place = span.getSpanContext();
    return place.isSampled() ? Trace.of(place) : otherwise;
  }

  /** The same result, which ends the span when it is there. */
  public static <T> Future<T> endWith(Span span, Future<T> result) {
    return span.isRecording()
        ? result.onComplete(
            done -> span.end(),
            thrown -> {
              fail(span, thrown);
              span.end();
            })
        : result;
  }

  /** Says that the work failed, with the kind of what went wrong; it is still to be ended. */
  public static void fail(Span span, String kind) {
    span.setStatus(StatusCode.ERROR);
    span.setAttribute("error.type", kind);
  }

  /** Says that the work failed, and why; it is still to be ended. */
  public static void fail(Span span, Throwable thrown) {
    if (span.isRecording()) {
      fail(span, kindOf(thrown));
      if (thrown instanceof PgException refused) {
        span.setAttribute("db.response.status_code", String.valueOf(refused.getSqlState()));
      }
    }
  }

  /** The kind alone: messages may hold what buyers wrote. */
  private static String kindOf(Throwable thrown) {
    return thrown instanceof Failure failure
        ? EnumText.of(failure.kind())
        : thrown.getClass().getName();
  }
}
