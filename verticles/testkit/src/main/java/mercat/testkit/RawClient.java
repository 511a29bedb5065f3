package mercat.testkit;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A connection to this machine on which bytes go out as they are, one for each character. */
public record RawClient(Socket socket) implements AutoCloseable {
  private static final int SILENCE_MS_MAX = 30_000;

  private interface Exchange<T> {
    T done() throws IOException;
  }

  /** One that has room for hardly anything that it does not read. */
  public static RawClient to(int port) {
    return unchecked(() -> {
      var socket = new Socket();
      socket.setReceiveBufferSize(4_096);
      return connected(socket, port);
    });
  }

  /** What a server says to bytes until it hangs up, which it may do before it has read them all. */
  public static String exchange(int port, String bytes) {
    try (var client = unchecked(() -> connected(new Socket(), port))) {
      client.offer(bytes);
      return client.read();
    }
  }

  private static RawClient connected(Socket socket, int port) throws IOException {
    socket.setSoTimeout(SILENCE_MS_MAX);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return new RawClient(socket);
  }

  @CanIgnoreReturnValue
  public RawClient send(String bytes) {
    return unchecked(() -> {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      return this;
    });
  }

  /**
   * What comes until the server hangs up. Where it had not read all that was sent, the kernel says
   * so by a reset behind what came.
   */
  public String read() {
    var came = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(came);
    } catch (SocketException reset) {
      // what came before it is all that the server said
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    return came.toString(StandardCharsets.UTF_8);
  }

  public int available() {
    return unchecked(() -> socket.getInputStream().available());
  }

  /** Whether the server has closed the connection: a byte more then meets nobody. */
  public boolean isCut() {
    return !offer(" ");
  }

  /** Whether the connection takes bytes, which it does not once the server has closed it. */
  @CanIgnoreReturnValue
  public boolean offer(String bytes) {
    try {
      send(bytes);
      return true;
    } catch (UncheckedIOException closed) {
      return false;
    }
  }

  @Override
  public void close() {
    unchecked(() -> {
      socket.close();
      return this;
    });
  }

  @CanIgnoreReturnValue
  private static <T> T unchecked(Exchange<T> exchange) {
    try {
      return exchange.done();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
