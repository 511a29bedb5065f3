package mercat.lab.load;

import io.vertx.core.buffer.Buffer;

/**
 * One request and what becomes of it. All calls come on the load's one thread; of {@link
 * #responded} and {@link #broken} exactly one comes.
 */
public interface LoadExchange {
  /** The whole request as it travels; called at the moment of sending. */
  Buffer request();

  /** Whether the response's head and body matter; the status always does. */
  default boolean keepsBody() {
    return false;
  }

  /** Whether the connection is to be cut as soon as the request is on its way. */
  default boolean isCut() {
    return false;
  }

  void responded(RawResponse response);

  /** No response came: the connection broke, or the time limit passed. The outcome is unknown. */
  void broken(Throwable cause);
}
