package mercat.platform.telemetry;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.opentelemetry.api.trace.StatusCode;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import java.util.Locale;
import mercat.platform.Failure;

/** A span that goes to the collector. */
final class RecordedSpan implements Span {
  private final io.opentelemetry.api.trace.Span span;
  private final String trace;

  RecordedSpan(io.opentelemetry.api.trace.Span span) {
    var place = span.getSpanContext();
    this.span = span;
    this.trace = "00-" + place.getTraceId() + "-" + place.getSpanId() + "-01";
  }

  @Override
  public boolean isRecorded() {
    return true;
  }

  @Override
  public String trace(String otherwise) {
    return trace;
  }

  @Override
  @CanIgnoreReturnValue
  public Span put(String attribute, String value) {
    span.setAttribute(attribute, value);
    return this;
  }

  @Override
  @CanIgnoreReturnValue
  public Span put(String attribute, long value) {
    span.setAttribute(attribute, value);
    return this;
  }

  @Override
  public void link(Span other) {
    if (other instanceof RecordedSpan recorded) {
      span.addLink(recorded.span.getSpanContext());
    }
  }

  @Override
  public void fail(String kind) {
    span.setStatus(StatusCode.ERROR);
    span.setAttribute("error.type", kind);
  }

  @Override
  public void fail(Throwable thrown) {
    fail(kindOf(thrown));
    if (thrown instanceof PgException refused) {
      span.setAttribute("db.response.status_code", String.valueOf(refused.getSqlState()));
    }
  }

  @Override
  public void end() {
    span.end();
  }

  @Override
  public <T> Future<T> over(Future<T> work) {
    return work.onComplete(
        done -> span.end(),
        thrown -> {
          fail(thrown);
          span.end();
        });
  }

  /** Messages may hold what buyers wrote: the kind has to do. */
  private static String kindOf(Throwable thrown) {
    return thrown instanceof Failure failure
        ? failure.kind().name().toLowerCase(Locale.ROOT)
        : thrown.getClass().getName();
  }
}
