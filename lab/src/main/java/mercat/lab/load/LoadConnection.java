package mercat.lab.load;

import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One keep-alive connection; it carries one exchange at a time. */
final class LoadConnection {
  private final NetSocket socket;
  private final ResponseParser parser = new ResponseParser();
  private @Nullable LoadExchange current;
  private long sentNanos;
  private boolean closed;

  /**
   * @param onIdle called after each response, when this wire can carry the next exchange
   * @param onClose called once, after the exchange in flight was told
   */
  LoadConnection(
      NetSocket socket, Consumer<LoadConnection> onIdle, Consumer<LoadConnection> onClose) {
    this.socket = socket;
    socket.handler(arrived -> {
      var exchange = current;
      if (exchange == null) {
        socket.close();
        return;
      }
      RawResponse response;
      try {
        parser.feed(arrived.getBytes());
        response = parser.next(exchange.keepsBody(), false);
        if (response != null && !parser.isEmpty()) {
          throw new ProtocolException("more bytes than the response announced");
        }
      } catch (ProtocolException malformed) {
        fail(malformed);
        return;
      }
      if (response != null) {
        current = null;
        exchange.responded(response);
        if (!closed) {
          onIdle.accept(this);
        }
      }
    });
    socket.exceptionHandler(this::fail);
    socket.closeHandler(ended -> {
      closed = true;
      tell(new IOException("connection closed before the response"));
      onClose.accept(this);
    });
  }

  void send(LoadExchange exchange) {
    current = exchange;
    sentNanos = System.nanoTime();
    var written = socket.write(exchange.request());
    if (exchange.isCut()) {
      written.onComplete(sent -> fail(new IOException("cut by the client")));
    }
  }

  /** Gives up an exchange that has waited too long; its connection cannot be used again. */
  void expire(long nowNanos, long limitNanos) {
    if (current != null && nowNanos - sentNanos > limitNanos) {
      fail(new TimeoutException("no response within " + limitNanos / 1_000_000 + " ms"));
    }
  }

  void close() {
    socket.close();
  }

  private void fail(Throwable cause) {
    closed = true;
    tell(cause);
    socket.close();
  }

  private void tell(Throwable cause) {
    var exchange = current;
    current = null;
    if (exchange != null) {
      exchange.broken(cause);
    }
  }
}
