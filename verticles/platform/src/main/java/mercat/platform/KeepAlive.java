package mercat.platform;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;

/** Pings connections of HTTP/2: who is there answers, and is heard of by that. */
public final class KeepAlive {
  private static final Buffer PING = Buffer.buffer(new byte[Long.BYTES]);

  private KeepAlive() {}

  /**
   * Begins to ping a connection.
   *
   * @param every how often, at least 1 ms
   * @return ends it, and must be called when the connection is closed
   */
  public static Runnable ping(Vertx vertx, HttpConnection connection, Duration every) {
    long timer =
        vertx.setPeriodic(
            every.toMillis(),
            tick -> {
              var unused = connection.ping(PING);
            });
    return () -> vertx.cancelTimer(timer);
  }
}
