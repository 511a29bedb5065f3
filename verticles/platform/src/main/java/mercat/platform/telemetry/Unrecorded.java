package mercat.platform.telemetry;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;

/** Hears everything and keeps nothing. */
final class Unrecorded implements Span {
  @Override
  public boolean isRecorded() {
    return false;
  }

  @Override
  public String trace(String otherwise) {
    return otherwise;
  }

  @Override
  @CanIgnoreReturnValue
  public Span put(String attribute, String value) {
    return this;
  }

  @Override
  @CanIgnoreReturnValue
  public Span put(String attribute, long value) {
    return this;
  }

  @Override
  public void link(Span other) {}

  @Override
  public void fail(String kind) {}

  @Override
  public void fail(Throwable thrown) {}

  @Override
  public void end() {}

  @Override
  public <T> Future<T> over(Future<T> work) {
    return work;
  }
}
