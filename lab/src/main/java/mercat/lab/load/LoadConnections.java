package mercat.lab.load;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import mercat.verify.UnreachableException;
import org.jspecify.annotations.Nullable;

/**
 * A load on one server: a fixed number of keep-alive connections, all on one event loop, each
 * asking for the next exchange as soon as it is idle. A lost connection is opened again.
 */
abstract class LoadConnections {
  private static final int CONNECTING_MAX = 64;
  private static final long RECONNECT_PAUSE_MS = 100;

  final Vertx vertx;
  final ServerAddress server;
  final RetryPolicy policy;

  /** Completed when there is nothing left to send; fails when nobody can be reached. */
  final Promise<Void> done = Promise.promise();

  private final NetClient client;
  private final ArrayDeque<Connection> idle = new ArrayDeque<>();
  private final Set<Connection> open = new HashSet<>();
  private final long watch;
  private long lastReachedNanos = System.nanoTime();
  private int wanted;
  private int connecting;
  private boolean closing;
  private boolean refused;

  LoadConnections(Vertx vertx, ServerAddress server, int connections, RetryPolicy policy) {
    this.vertx = vertx;
    this.server = server;
    this.wanted = connections;
    this.policy = policy;
    this.client =
        vertx.createNetClient(
            new NetClientOptions()
                .setTcpNoDelay(true)
                .setReconnectAttempts(0)
                .setConnectTimeout(5_000));
    this.watch =
        vertx.setPeriodic(
            100, tick -> List.copyOf(open).forEach(connection -> connection.expire()));
  }

  /** The next exchange, or null when there is nothing to send now. */
  abstract @Nullable LoadExchange next();

  /** Starts on the event loop, waits until all is done, and closes the connections. */
  void carryOut(Runnable start) {
    vertx.runOnContext(now -> start.run());
    try {
      var unused = done.future().await();
    } finally {
      vertx.runOnContext(now -> close());
    }
  }

  /** Opens the connections that are missing. On the event loop, as are all that follow. */
  void connect() {
    while (!closing && wanted > 0 && connecting < (refused ? 1 : CONNECTING_MAX)) {
      wanted--;
      connecting++;
      client.connect(server.port(), server.host()).onComplete(this::connected, this::refused);
    }
  }

  boolean isReachable() {
    return !open.isEmpty();
  }

  void wake() {
    while (!idle.isEmpty()) {
      var exchange = next();
      if (exchange == null) {
        return;
      }
      idle.pop().send(exchange);
    }
  }

  void close() {
    closing = true;
    vertx.cancelTimer(watch);
    List.copyOf(open).forEach(connection -> connection.socket.close());
    client.close();
  }

  private void connected(NetSocket socket) {
    connecting--;
    refused = false;
    lastReachedNanos = System.nanoTime();
    var connection = new Connection(socket);
    if (closing) {
      socket.close();
      return;
    }
    open.add(connection);
    ready(connection);
    connect();
  }

  private void refused(Throwable failure) {
    connecting--;
    wanted++;
    // Nobody is there: one knocks until somebody opens, not all at once.
    refused = true;
    if (closing) {
      return;
    }
    if (open.isEmpty() && System.nanoTime() - lastReachedNanos > policy.unreachable().toNanos()) {
      var unused =
          done.tryFail(
              new UnreachableException(
                  "nobody answers at %s (%s)".formatted(server, failure.getMessage()), failure));
    } else if (connecting == 0) {
      vertx.setTimer(RECONNECT_PAUSE_MS, again -> connect());
    }
  }

  private void ready(Connection connection) {
    var exchange = closing ? null : next();
    if (exchange == null) {
      idle.push(connection);
    } else {
      connection.send(exchange);
    }
  }

  private void lost(Connection connection) {
    lastReachedNanos = System.nanoTime();
    open.remove(connection);
    idle.remove(connection);
    wanted++;
    connect();
  }

  private final class Connection {
    private final NetSocket socket;
    private final ResponseParser parser = new ResponseParser();
    private @Nullable LoadExchange current;
    private long sentNanos;

    Connection(NetSocket socket) {
      this.socket = socket;
      socket.handler(this::received);
      socket.exceptionHandler(this::fail);
      socket.closeHandler(ended -> {
        tell(new IOException("connection closed before the response"));
        lost(this);
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

    private void received(Buffer arrived) {
      var exchange = current;
      if (exchange == null) {
        socket.close();
        return;
      }
      try {
        parser.feed(arrived.getBytes());
        var response = parser.next(exchange.keepsBody(), false);
        if (response == null) {
          return;
        }
        if (!parser.isEmpty()) {
          throw new ProtocolException("more bytes than the response announced");
        }
        current = null;
        exchange.responded(response);
        ready(this);
      } catch (ProtocolException malformed) {
        fail(malformed);
      }
    }

    /** Gives up an exchange that has waited too long; its connection cannot be used again. */
    void expire() {
      if (current != null && System.nanoTime() - sentNanos > policy.attempt().toNanos()) {
        fail(new TimeoutException("no response within " + policy.attempt().toMillis() + " ms"));
      }
    }

    private void fail(Throwable cause) {
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

  /**
   * One request and what becomes of it. All calls come on the load's one thread; of {@link
   * #responded} and {@link #broken} exactly one comes.
   */
  public interface LoadExchange {
    /** The whole request as it travels; called at the moment of sending. */
    Buffer request();

    /** Whether the response's head and body matter; the status always does. */
    default boolean keepsBody() {
      return false;
    }

    /** Whether the connection is to be cut as soon as the request is on its way. */
    default boolean isCut() {
      return false;
    }

    void responded(RawResponse response);

    /** No response came: the connection broke, or the time limit passed. The outcome is unknown. */
    void broken(Throwable cause);
  }
}
