package mercat.platform.database;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import mercat.platform.Failure;

/** What a failed statement says about trying again. */
public final class SqlFailures {
  private static final Set<String> TRANSIENT = Set.of("40P01", "40001", "55P03", "57014", "25P03");
  private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "53");

  private SqlFailures() {}

  /**
   * Whether the whole transaction may succeed when it is run again: deadlock, serialization, lock
   * or statement timeout, a transaction left idle, server going down or out of resources,
   * connection lost or not to be had. The outcome of a COMMIT whose connection was lost is unknown;
   * claims make the repeat harmless.
   */
  public static boolean isTransient(Throwable thrown) {
    if (thrown instanceof PgException refused) {
      var state = String.valueOf(refused.getSqlState());
      return TRANSIENT.contains(state)
          || state.startsWith("57P0")
          || TRANSIENT_CLASSES.contains(state.substring(0, 2));
    }
    if (thrown instanceof Failure failure) {
      return failure.kind().mayPass(); // no connection, or none in time
    }
    return thrown instanceof IOException
        || thrown instanceof TimeoutException
        || (thrown instanceof VertxException && !(thrown instanceof PgException))
        || thrown instanceof io.vertx.sqlclient.ClosedConnectionException;
  }
}
