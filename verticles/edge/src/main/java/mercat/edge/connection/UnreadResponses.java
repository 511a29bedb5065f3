package mercat.edge.connection;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Bounds what the responses that clients have not read yet take of memory, over all connections of
 * one event loop. Beyond it connections are closed, those first that have had something to read for
 * the longest time: honest clients are done in milliseconds, and those who wait on purpose only
 * harm one another. Belongs to one event loop.
 */
final class UnreadResponses {
  private final long bytesMax;
  private final Set<ResponseWatch> connections = new HashSet<>();

  /** What is held at most: what was read meanwhile is looked at only when room is needed. */
  private long bytes;

  private long turn;

  UnreadResponses(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  void opened(ResponseWatch connection) {
    connections.add(connection);
  }

  void closed(ResponseWatch connection) {
    connections.remove(connection);
    bytes -= connection.unread();
  }

  /** A larger number than ever before. */
  long nextTurn() {
    return ++turn;
  }

  /** A connection has more to read. */
  void grown(long more) {
    bytes += more;
    if (bytes > bytesMax) {
      makeRoom();
    }
  }

  /** Makes more room than is needed, so that it is not looked for again at once. */
  private void makeRoom() {
    bytes = connections.stream().mapToLong(ResponseWatch::count).sum();
    if (bytes <= bytesMax) {
      return;
    }
    List<ResponseWatch> oldestFirst =
        connections.stream().sorted(Comparator.comparingLong(ResponseWatch::since)).toList();
    for (var connection : oldestFirst) {
      if (bytes > bytesMax - bytesMax / 4) {
        bytes -= connection.abort();
      }
    }
  }
}
