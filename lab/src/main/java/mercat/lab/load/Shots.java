package mercat.lab.load;

import io.vertx.core.buffer.Buffer;

/** What a measured load sends: request number n, counted from 0, and what to look at after it. */
@FunctionalInterface
public interface Shots {
  Buffer shot(long number);

  /** Whether this shot's answer is wanted with its body by {@link #seen}. */
  default boolean keepsBody(long number) {
    return false;
  }

  /** Called with each answer that was kept. */
  default void seen(long number, Answer answer, long answeredNanos) {}
}
