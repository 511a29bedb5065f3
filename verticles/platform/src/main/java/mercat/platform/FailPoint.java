package mercat.platform;

import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A named place at which the process can be made to die as if by {@code kill -9}, to prove that
 * nothing is lost there: where something is committed, sent or acknowledged, and the next thing is
 * not yet. Passing it costs a look at a final field unless {@link FailPoints} arms it.
 */
public final class FailPoint {
  private static final long NEVER = 0;

  private final @Nullable AtomicLong passages;
  private final long lethal;
  private final Runnable death;

  private FailPoint(@Nullable AtomicLong passages, long lethal, Runnable death) {
    this.passages = passages;
    this.lethal = lethal;
    this.death = death;
  }

  /** The point of that name in this process, listed from now on. */
  public static FailPoint named(String name) {
    return FailPoints.ofProcess().named(name);
  }

  static FailPoint idle() {
    return new FailPoint(null, NEVER, () -> {});
  }

  static FailPoint counting() {
    return new FailPoint(new AtomicLong(), NEVER, () -> {});
  }

  static FailPoint lethalAt(long passage, Runnable death) {
    return new FailPoint(new AtomicLong(), passage, death);
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
