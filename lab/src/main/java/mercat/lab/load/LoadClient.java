package mercat.lab.load;

import io.vertx.core.buffer.Buffer;

/**
 * What one client of a load wants, attempt by attempt. All calls come on the load's one thread;
 * each attempt ends in exactly one of {@link #responded} and {@link #broken}. Both say what is
 * next: the pause until the next attempt in milliseconds, or {@link #DONE}.
 */
public interface LoadClient {
  long DONE = -1;

  /** The whole request as it travels to this server; called at the moment of sending. */
  Buffer request(ServerAddress server);

  /** Whether the response's head and body matter; the status always does. */
  default boolean keepsBody() {
    return true;
  }

  /** Whether the connection is to be cut as soon as the request is on its way. */
  default boolean isCut() {
    return false;
  }

  long responded(RawResponse response);

  /**
   * No response came: the connection broke, or the time limit passed.
   *
   * @param sent false when no server could be asked, so that nothing can have happened
   */
  long broken(Throwable cause, boolean sent);
}
