package mercat.lab.load;

import io.vertx.core.buffer.Buffer;

/** What a measured load sends: request number n, counted from 0, and what to look at after it. */
@FunctionalInterface
public interface RequestStream {
  Buffer request(long number);

  /** Whether the response to this one is wanted with its body by {@link #seen}. */
  default boolean keepsBody(long number) {
    return false;
  }

  /** Called with each response that was kept. */
  default void seen(long number, RawResponse response, long respondedNanos) {}
}
