package mercat.lab.siege;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import mercat.lab.load.ServerAddress;

/** A connection on which bytes go out as they are, well-formed or not. */
final class Wire implements AutoCloseable {
  private static final int CONNECT_MS = 2_000;

  /** So small that what is not read soon waits at the sender. */
  private static final int RECEIVE_BYTES = 4_096;

  private static final int BODY_MAX = 64 * 1024 * 1024;
  private static final int STATUS_FROM = "HTTP/1.1 ".length();

  private final Socket socket = new Socket();
  private final ServerAddress server;
  private final IntConsumer statuses;
  private final CountDownLatch over;

  Wire(ServerAddress server, IntConsumer statuses, CountDownLatch over) {
    this.server = server;
    this.statuses = statuses;
    this.over = over;
  }

  void open(Duration patience) throws IOException {
    socket.setReceiveBufferSize(RECEIVE_BYTES);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) patience.toMillis());
    socket.connect(new InetSocketAddress(server.host(), server.port()), CONNECT_MS);
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Sends no more, and reads on. */
  void finish() throws IOException {
    socket.shutdownOutput();
  }

  /** Reads one response and forgets all of it but its status. */
  void readResponse() throws IOException {
    var head = head(socket.getInputStream());
    statuses.accept(Integer.parseInt(head.substring(STATUS_FROM, STATUS_FROM + 3)));
    socket.getInputStream().skipNBytes(Math.min(BODY_MAX, length(head)));
  }

  /** Neither sends nor reads for so long, or until the siege is over. */
  void hold(Duration length) throws InterruptedException {
    var unused = over.await(length.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static String head(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    int last = 0;
    while (last != 0x0d0a0d0a) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed");
      }
      head.write(next);
      last = last << 8 | next;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static long length(String head) {
    return head.lines()
        .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
        .mapToLong(line -> Long.parseLong(line.substring(15).strip()))
        .findFirst()
        .orElse(0);
  }
}
