package mercat.platform;

import io.vertx.core.Future;

/** Waiting for a future on a virtual thread. */
public final class Await {
  private Await() {}

  /**
   * The result of a future. Only a virtual thread may wait for one.
   *
   * <p>Vert.x throws whatever the future failed with, checked exceptions too, although none is
   * declared: a lost connection or a timeout would run past every {@code catch} that expects what
   * the compiler knows of. Here they arrive as a {@link Failure}.
   *
   * @throws RuntimeException what the future failed with, a {@link Failure} in place of a checked
   *     exception
   */
  public static <T> T await(Future<T> future) {
    try {
      return Future.await(future);
    } catch (RuntimeException unchecked) {
      throw unchecked;
    } catch (Exception checked) {
      throw Failure.of(checked);
    }
  }

  /** Waits until a future is done whose result nobody wants. Throws as {@link #await}. */
  public static void awaitDone(Future<?> future) {
    var unused = await(future);
  }
}
