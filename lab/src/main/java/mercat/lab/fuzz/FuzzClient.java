package mercat.lab.fuzz;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mercat.lab.fuzz.Requests.FuzzRequest;
import mercat.lab.load.RawConnection;
import mercat.lab.load.RawResponse;
import mercat.lab.load.ServerAddress;
import org.jspecify.annotations.Nullable;

/** Sends requests: proper ones over one connection that is kept, each broken one over its own. */
final class FuzzClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Who sent half a request need not wait until the server gives up on the other half. */
  private static final Duration PATIENCE_WITH_BROKEN = Duration.ofMillis(400);

  private final ServerAddress address;
  private @Nullable RawConnection kept;

  FuzzClient(ServerAddress address) {
    this.address = address;
  }

  /** What came back: one answer to a proper request; any number to a broken one. */
  List<RawResponse> send(FuzzRequest request) throws IOException {
    return request.isProper() ? List.of(proper(request)) : broken(request);
  }

  private RawResponse proper(FuzzRequest request) throws IOException {
    var connection = kept;
    if (connection == null) {
      connection = new RawConnection();
      connection.open(address, PATIENCE);
    }
    kept = null;
    try {
      write(connection, request);
      var answer = connection.next(true, request.method().equals("HEAD"));
      if (answer == null) {
        throw new EOFException("the connection ended without a response");
      }
      if (answer.header("Connection").filter("close"::equals).isEmpty()) {
        kept = connection;
      }
      return answer;
    } finally {
      if (kept == null) {
        connection.close();
      }
    }
  }

  private List<RawResponse> broken(FuzzRequest request) throws IOException {
    var answers = new ArrayList<RawResponse>();
    try (var connection = new RawConnection()) {
      connection.open(address, PATIENCE_WITH_BROKEN);
      write(connection, request);
      for (var next = connection.next(true, false);
          next != null;
          next = connection.next(true, false)) {
        answers.add(next);
      }
    } catch (SocketTimeoutException | SocketException waitsForMoreOrHungUp) {
      return answers;
    }
    return answers;
  }

  private static void write(RawConnection connection, FuzzRequest request) throws IOException {
    try {
      connection.send(request.bytes());
    } catch (SocketException hungUp) {
      // A server that has heard enough may hang up before all is sent; its answer still counts.
    }
  }

  @Override
  public void close() {
    if (kept != null) {
      try {
        kept.close();
      } catch (IOException alreadyGone) {
        kept = null;
      }
    }
  }
}
