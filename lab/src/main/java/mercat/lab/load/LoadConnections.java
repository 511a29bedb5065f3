package mercat.lab.load;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.net.ConnectException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A fixed number of connections to one server, all on one event loop, each asking the source for
 * the next exchange as soon as it is idle. A lost connection is opened again.
 */
final class LoadConnections {
  private static final int CONNECTING_MAX = 64;
  private static final long RECONNECT_PAUSE_MS = 100;

  private final Vertx vertx;
  private final ServerAddress address;
  private final int connections;
  private final RetryPolicy policy;
  private final ExchangeSource source;
  private final NetClient client;
  private final ArrayDeque<LoadConnection> idle = new ArrayDeque<>();
  private final Set<LoadConnection> open = new HashSet<>();
  private final Consumer<ConnectException> onUnreachable;
  private long lastReachedNanos = System.nanoTime();
  private int wanted;
  private int connecting;
  private boolean closing;
  private boolean refused;
  private long watch;

  /**
   * @param policy how long one exchange may wait, and how long no connection at all may be had
   * @param onUnreachable told when the latter time has passed; no connection is then tried
   */
  LoadConnections(
      Vertx vertx,
      ServerAddress address,
      int connections,
      RetryPolicy policy,
      ExchangeSource source,
      Consumer<ConnectException> onUnreachable) {
    this.vertx = vertx;
    this.address = address;
    this.connections = connections;
    this.policy = policy;
    this.source = source;
    this.onUnreachable = onUnreachable;
    this.client =
        vertx.createNetClient(
            new NetClientOptions()
                .setTcpNoDelay(true)
                .setReconnectAttempts(0)
                .setConnectTimeout(5_000));
  }

  /** Opens the connections. On the event loop. */
  void start() {
    wanted = connections;
    var limitNanos = policy.attempt().toNanos();
    watch =
        vertx.setPeriodic(
            100,
            tick -> {
              var now = System.nanoTime();
              Set.copyOf(open).forEach(wire -> wire.expire(now, limitNanos));
            });
    connect();
  }

  /** Whether there is a connection, busy or idle. On the event loop. */
  boolean isReachable() {
    return !open.isEmpty();
  }

  /** Lets idle connections ask the source again. On the event loop. */
  void wake() {
    while (!idle.isEmpty()) {
      var exchange = source.next();
      if (exchange == null) {
        return;
      }
      idle.pop().send(exchange);
    }
  }

  void close() {
    closing = true;
    vertx.cancelTimer(watch);
    Set.copyOf(open).forEach(LoadConnection::close);
    client.close();
  }

  private void connect() {
    while (!closing && wanted > 0 && connecting < (refused ? 1 : CONNECTING_MAX)) {
      wanted--;
      connecting++;
      client
          .connect(address.port(), address.host())
          .onComplete(
              socket -> {
                connecting--;
                refused = false;
                lastReachedNanos = System.nanoTime();
                stand(new LoadConnection(socket, this::ready, this::lost));
                connect();
              },
              failure -> {
                connecting--;
                wanted++;
                // Nobody is there: one knocks until somebody opens, not all at once.
                refused = true;
                retryOrGiveUp(failure);
              });
    }
  }

  private void stand(LoadConnection wire) {
    if (closing) {
      wire.close();
      return;
    }
    open.add(wire);
    ready(wire);
  }

  private void ready(LoadConnection wire) {
    var exchange = closing ? null : source.next();
    if (exchange == null) {
      idle.push(wire);
    } else {
      wire.send(exchange);
    }
  }

  private void lost(LoadConnection wire) {
    lastReachedNanos = System.nanoTime();
    open.remove(wire);
    idle.remove(wire);
    if (!closing) {
      wanted++;
      connect();
    }
  }

  private void retryOrGiveUp(Throwable refused) {
    if (closing) {
      return;
    }
    if (open.isEmpty() && System.nanoTime() - lastReachedNanos > policy.unreachable().toNanos()) {
      var failure =
          new ConnectException(
              "nobody answers at %s (%s)".formatted(address, refused.getMessage()));
      failure.initCause(refused);
      onUnreachable.accept(failure);
      return;
    }
    if (connecting == 0) {
      vertx.setTimer(RECONNECT_PAUSE_MS, again -> connect());
    }
  }
}
