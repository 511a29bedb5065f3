package mercat.platform.database;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import mercat.platform.ExpiryTimer;
import mercat.platform.Failure;

/**
 * The few connections that a context's transactions run on. Not the client's pool, because a
 * connection that hangs must be closed, never returned, and the pool cannot close one.
 */
final class Connections {
  private static final int WAITERS_MAX = 64;
  private static final long WATCH_MS = 250;
  private static final String COUNT = "db.client.connection.open";
  private static final String STATE = "db.client.connection.state";

  private final Vertx vertx;
  private final PgConnectOptions options;
  private final int most;
  private final long acquireTimeoutMs;
  private final long connectMs;
  private final Deque<PgConnection> idle = new ArrayDeque<>();
  private final Deque<Promise<PgConnection>> waiters = new ArrayDeque<>();
  private final Map<PgConnection, Long> lent = new ConcurrentHashMap<>();
  private final ExpiryTimer overdue;
  private int open;
  private boolean closed;

  Connections(Vertx vertx, PgConnectOptions options, DatabaseConfig config, long connectMs) {
    this.vertx = vertx;
    this.options = options;
    this.most = config.connections() - config.connections() / 2;
    this.acquireTimeoutMs = config.acquireTimeout().toMillis();
    this.connectMs = connectMs;
    long lendNanosMax = config.transactionTimeout().toNanos();
    this.overdue = new ExpiryTimer(vertx, WATCH_MS, () -> discardOverdue(lendNanosMax));
  }

  /** Shows how many of them are in use, idle, and waited for, under the pool's name. */
  void watch(MeterRegistry metrics, String pool) {
    var tags = Tags.of("db.client.connection.pool.name", pool);
    metrics.gauge(COUNT, tags.and(STATE, "used"), lent, Map::size);
    metrics.gauge(COUNT, tags.and(STATE, "idle"), this, Connections::idle);
    metrics.gauge("db.client.connection.max", tags, this, all -> all.most);
    metrics.gauge("db.client.connection.pending_requests", tags, this, Connections::waiting);
  }

  private synchronized int idle() {
    return idle.size();
  }

  private synchronized int waiting() {
    return waiters.size();
  }

  /**
   * A connection for one transaction; first come, first served. Lent for a bounded time: after that
   * it is closed, whatever it waits for.
   */
  Future<PgConnection> acquire() {
    return take().onSuccess(this::lend);
  }

  private void lend(PgConnection connection) {
    lent.put(connection, System.nanoTime());
    overdue.start();
  }

  private Future<PgConnection> take() {
    synchronized (this) {
      if (closed) {
        return Future.failedFuture(Failure.unavailable("database", null));
      }
      var connection = idle.poll();
      if (connection != null) {
        return Future.succeededFuture(connection);
      }
      if (open == most) {
        return enqueue();
      }
      open++;
    }
    return connect();
  }

  /** Gives back a connection on which no transaction is open. */
  void release(PgConnection connection) {
    lent.remove(connection);
    Promise<PgConnection> next;
    synchronized (this) {
      next = closed ? null : waiters.poll();
      if (next == null && !closed) {
        idle.push(connection);
        return;
      }
    }
    if (next == null) {
      discard(connection);
    } else {
      next.tryComplete(connection);
    }
  }

  /** Closes a connection that can no longer be trusted. */
  void discard(PgConnection connection) {
    lent.remove(connection);
    connection.close().onComplete(done -> {});
  }

  private boolean discardOverdue(long lendNanosMax) {
    long oldest = System.nanoTime() - lendNanosMax;
    lent.forEach((connection, since) -> {
      if (since - oldest < 0) {
        discard(connection);
      }
    });
    return !lent.isEmpty();
  }

  Future<Void> close() {
    Deque<PgConnection> closing;
    synchronized (this) {
      closed = true;
      closing = new ArrayDeque<>(idle);
      idle.clear();
    }
    return Future.join(closing.stream().map(PgConnection::close).toList()).mapEmpty();
  }

  private Future<PgConnection> enqueue() {
    if (waiters.size() == WAITERS_MAX) {
      return Future.failedFuture(Failure.overloaded("database"));
    }
    var waiter = Promise.<PgConnection>promise();
    waiters.add(waiter);
    vertx.setTimer(
        acquireTimeoutMs,
        late -> {
          synchronized (this) {
            if (!waiters.remove(waiter)) {
              return;
            }
          }
          waiter.fail(Failure.unavailable("database", null));
        });
    return waiter.future();
  }

  private Future<PgConnection> connect() {
    return PgConnection.connect(vertx, options)
        .timeout(connectMs, TimeUnit.MILLISECONDS)
        .onSuccess(connection -> connection.closeHandler(gone -> lost(connection)))
        .onFailure(refused -> lost(null));
  }

  private void lost(@org.jspecify.annotations.Nullable PgConnection connection) {
    Promise<PgConnection> next;
    synchronized (this) {
      idle.remove(connection);
      open--;
      next = closed ? null : waiters.poll();
      if (next != null) {
        open++;
      }
    }
    if (next != null) {
      connect().onComplete(next::tryComplete, next::tryFail);
    }
  }
}
