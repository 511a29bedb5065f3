package mercat.node;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Connections for one request each, few at once. Beyond their number the one that has been open for
 * the longest time is closed: whoever probes or scrapes is done in milliseconds, and those who wait
 * on purpose only harm one another. Belongs to one event loop.
 */
final class BriefConnections {
  /** A page of metrics for each, not read, is 30 MB. */
  static final int MAX = 64;

  /** Oldest first, with whether it was asked something. */
  private final SequencedMap<HttpConnection, Boolean> open = new LinkedHashMap<>();

  void admit(HttpConnection connection) {
    open.put(connection, false);
    connection.closeHandler(closed -> open.remove(connection));
    if (open.size() > MAX) {
      cut(open.pollFirstEntry().getKey());
    }
  }

  /** Whether a request is the first on its connection; what comes behind it has no answer. */
  boolean isFirst(HttpServerRequest request) {
    return Boolean.FALSE.equals(open.replace(request.connection(), true));
  }

  /** At once, whatever there is to read: no public way leads to the channel below. */
  private static void cut(HttpConnection connection) {
    var unused = ((HttpServerConnection) connection).channelHandlerContext().channel().close();
  }
}
