package mercat.testkit;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection to this machine on which bytes go out as they are, one for each character. */
public record RawClient(Socket socket) implements AutoCloseable {
  private static final int SILENCE_MS_MAX = 20_000;

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

  /** What a server says to bytes until it hangs up. */
  public static String exchange(int port, String bytes) {
    try (var client = unchecked(() -> connected(new Socket(), port))) {
      return client.send(bytes).read();
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

  /** What comes until the server hangs up. */
  public String read() {
    return text(unchecked(() -> socket.getInputStream().readAllBytes()));
  }

  /** What has come by now. */
  public String readAvailable() {
    return text(unchecked(() -> socket.getInputStream().readNBytes(available())));
  }

  public int available() {
    return unchecked(() -> socket.getInputStream().available());
  }

  /** Whether the server has closed the connection: a byte more then meets nobody. */
  public boolean isCut() {
    try {
      send(" ");
      return false;
    } catch (UncheckedIOException cut) {
      return true;
    }
  }

  @Override
  public void close() {
    unchecked(() -> {
      socket.close();
      return this;
    });
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
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
