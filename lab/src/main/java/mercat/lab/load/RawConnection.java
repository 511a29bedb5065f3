package mercat.lab.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A connection of one thread, on which bytes go out as they are, well-formed or not. */
public class RawConnection implements AutoCloseable {
  private static final int CONNECT_MS = 2_000;
  private static final int BUFFER_BYTES = 16 << 10;

  protected final Socket socket = new Socket();
  private final ResponseParser parser = new ResponseParser();

  /** Connects; each read may wait for so long. */
  public void open(ServerAddress server, Duration patience) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) patience.toMillis());
    socket.connect(new InetSocketAddress(server.host(), server.port()), CONNECT_MS);
  }

  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** As {@link ResponseParser#next}; null when the connection ends before a response begins. */
  public @Nullable RawResponse next(boolean keepsBody, boolean isToHead) throws IOException {
    var response = parser.next(keepsBody, isToHead);
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
      response = parser.next(keepsBody, isToHead);
    }
    return response;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
