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
 * taking the next client's request as soon as it is idle. A lost connection is opened again.
 */
abstract class LoadConnections {
  private static final int CONNECTING_MAX = 64;
  private static final long RECONNECT_PAUSE_MS = 100;

  final Vertx vertx;
  final ServerAddress server;
  final RetryPolicy policy;

  /** Completed when there is nothing left to send; fails when nobody can be reached. */
  final Promise<Void> done = Promise.promise();

  private final NetClient net;
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
    this.net =
        vertx.createNetClient(
            new NetClientOptions()
                .setTcpNoDelay(true)
                .setReconnectAttempts(0)
                .setConnectTimeout(5_000));
    this.watch =
        vertx.setPeriodic(
            100, tick -> List.copyOf(open).forEach(connection -> connection.expire()));
  }

  /** Who sends next, or null when there is nothing to send now. */
  abstract @Nullable LoadClient next();

  /** An attempt is over; its client wants the next one after a pause, or is done. */
  abstract void ended(LoadClient client, boolean isAnswered, long pauseMs);

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
      net.connect(server.port(), server.host()).onComplete(this::connected, this::refused);
    }
  }

  boolean isReachable() {
    return !open.isEmpty();
  }

  void wake() {
    while (!idle.isEmpty()) {
      var client = next();
      if (client == null) {
        return;
      }
      idle.pop().send(client);
    }
  }

  void close() {
    closing = true;
    vertx.cancelTimer(watch);
    List.copyOf(open).forEach(connection -> connection.socket.close());
    net.close();
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
    var client = closing ? null : next();
    if (client == null) {
      idle.push(connection);
    } else {
      connection.send(client);
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
    private @Nullable LoadClient current;
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

    void send(LoadClient client) {
      current = client;
      sentNanos = System.nanoTime();
      var written = socket.write(client.request(server));
      if (client.isCut()) {
        written.onComplete(sent -> fail(new IOException("cut by the client")));
      }
    }

    private void received(Buffer arrived) {
      var client = current;
      if (client == null) {
        socket.close();
        return;
      }
      try {
        parser.feed(arrived.getBytes());
        var response = parser.next(client.keepsBody(), false);
        if (response == null) {
          return;
        }
        if (!parser.isEmpty()) {
          throw new ProtocolException("more bytes than the response announced");
        }
        current = null;
        ended(client, true, client.responded(response));
        ready(this);
      } catch (ProtocolException malformed) {
        fail(malformed);
      }
    }

    /** Gives up a request that has waited too long; its connection cannot be used again. */
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
      var client = current;
      current = null;
      if (client != null) {
        ended(client, false, client.broken(cause, true));
      }
    }
  }
}
