package mercat.lab.siege;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import mercat.lab.load.RawConnection;
import mercat.lab.load.ServerAddress;

/** The connection of one attacker. */
final class Wire extends RawConnection {
  /** So small that what is not read soon waits at the sender. */
  private static final int RECEIVE_BYTES = 4_096;

  private final IntConsumer statuses;
  private final CountDownLatch over;

  Wire(IntConsumer statuses, CountDownLatch over) {
    this.statuses = statuses;
    this.over = over;
  }

  @Override
  public void open(ServerAddress server, Duration patience) throws IOException {
    socket.setReceiveBufferSize(RECEIVE_BYTES);
    super.open(server, patience);
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  void finish() throws IOException {
    socket.shutdownOutput();
  }

  /** Reads one response and forgets all of it but its status. */
  void readResponse() throws IOException {
    var response = next(false, false);
    if (response == null) {
      throw new EOFException("closed");
    }
    statuses.accept(response.status());
  }

  /** Neither sends nor reads for so long, or until the siege is over. */
  void hold(Duration length) throws InterruptedException {
    var unused = over.await(length.toNanos(), TimeUnit.NANOSECONDS);
  }
}
