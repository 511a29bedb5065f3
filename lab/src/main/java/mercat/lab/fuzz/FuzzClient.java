package mercat.lab.fuzz;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mercat.lab.fuzz.Requests.FuzzRequest;
import mercat.lab.load.RawResponse;
import mercat.lab.load.ResponseParser;
import mercat.lab.load.ServerAddress;
import org.jspecify.annotations.Nullable;

/** Sends requests: proper ones over one connection that is kept, each broken one over its own. */
final class FuzzClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Who sent half a request need not wait until the server gives up on the other half. */
  private static final Duration PATIENCE_WITH_BROKEN = Duration.ofMillis(400);

  private static final int BUFFER_BYTES = 16 << 10;

  private final ServerAddress address;
  private @Nullable Line kept;

  private record Line(Socket socket, ResponseParser parser) implements AutoCloseable {
    /** The next final response, null when the connection ends before one begins. */
    @Nullable RawResponse next(boolean isToHead) throws IOException {
      var response = parser.next(true, isToHead);
      var buffer = new byte[BUFFER_BYTES];
      while (response == null) {
        var count = socket.getInputStream().read(buffer);
        if (count < 0) {
          if (parser.isEmpty()) {
            return null;
          }
          throw new EOFException("a response that breaks off");
        }
        parser.feed(Arrays.copyOf(buffer, count));
        response = parser.next(true, isToHead);
      }
      return response;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  FuzzClient(ServerAddress address) {
    this.address = address;
  }

  /** What came back: one answer to a proper request; any number to a broken one. */
  List<RawResponse> send(FuzzRequest request) throws IOException {
    return request.isProper() ? List.of(proper(request)) : broken(request);
  }

  private RawResponse proper(FuzzRequest request) throws IOException {
    var line = kept == null ? connect(PATIENCE) : kept;
    kept = null;
    try {
      write(line, request);
      var answer = line.next(request.method().equals("HEAD"));
      if (answer == null) {
        throw new EOFException("the connection ended without a response");
      }
      if (answer.header("Connection").filter("close"::equals).isEmpty()) {
        kept = line;
      }
      return answer;
    } finally {
      if (kept == null) {
        line.close();
      }
    }
  }

  private List<RawResponse> broken(FuzzRequest request) throws IOException {
    var answers = new ArrayList<RawResponse>();
    try (var line = connect(PATIENCE_WITH_BROKEN)) {
      write(line, request);
      for (var next = line.next(false); next != null; next = line.next(false)) {
        answers.add(next);
      }
    } catch (SocketTimeoutException | SocketException waitsForMoreOrHungUp) {
      return answers;
    }
    return answers;
  }

  /** A server that has heard enough may hang up before all is sent; its answer still counts. */
  private static void write(Line line, FuzzRequest request) throws IOException {
    try {
      line.socket().getOutputStream().write(request.bytes());
    } catch (SocketException hungUp) {
      if (line.socket().isClosed()) {
        throw hungUp;
      }
    }
  }

  private Line connect(Duration patience) throws IOException {
    var socket = new Socket(address.host(), address.port());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) patience.toMillis());
    return new Line(socket, new ResponseParser());
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
