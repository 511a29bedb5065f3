package mercat.platform.database;

import static mercat.platform.Await.await;

import io.micrometer.core.instrument.Tags;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import mercat.platform.Failure;
import mercat.platform.Timeouts;
import mercat.platform.telemetry.Spans;
import mercat.platform.telemetry.Telemetry;
import mercat.platform.telemetry.TraceLinks;
import mercat.platform.telemetry.Traces;
import org.jspecify.annotations.Nullable;

/** One context's schema, reached with the context's own role. */
public final class Database {
  private static final long REACH_MS = 1_500;

  /** After which a connection is closed whose peer acknowledges nothing. */
  private static final int DEAD_LINK_MS = 8_000;

  private final Connections connections;
  private final Pool pool;
  private final DatabaseConfig config;
  private final String schema;
  private final Traces traces;
  private final Timeouts timeouts;
  private final AtomicInteger reads = new AtomicInteger();

  private Database(
      Connections connections,
      Pool pool,
      DatabaseConfig config,
      String schema,
      Telemetry telemetry,
      Timeouts timeouts) {
    this.connections = connections;
    this.pool = pool;
    this.config = config;
    this.schema = schema;
    this.traces = telemetry.traces();
    this.timeouts = timeouts;
    var tags = Tags.of("db.client.connection.pool.name", schema + ".reads");
    var metrics = telemetry.metrics();
    int most = config.connections() / 2;
    metrics.gauge(
        "db.client.connection.open",
        tags.and("db.client.connection.state", "used"),
        reads,
        underWay -> Math.min(underWay.get(), most));
    metrics.gauge(
        "db.client.connection.pending_requests",
        tags,
        reads,
        underWay -> Math.max(0, underWay.get() - most));
  }

  /**
   * Opens a schema: half of the connections are for transactions, half for reads. They are made
   * when first used.
   */
  public static Database open(
      Vertx vertx, Login login, String schema, DatabaseConfig config, Telemetry telemetry) {
    var connect =
        new PgConnectOptions()
            .setHost(login.socketHost())
            .setPort(login.port())
            .setDatabase(login.database())
            .setUser(login.user())
            .setPassword(login.password())
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheMaxSize(256)
            .setPreparedStatementCacheSqlLimit(16_384)
            .setProperties(session(login.parameters().applicationName(), schema));
    login.parameters().applyTo(connect);
    long connectMs = login.parameters().connectMillis(config.acquireTimeout());
    var pool =
        PgBuilder.pool()
            .using(vertx)
            .connectingTo(connect)
            .with(
                new NetClientOptions()
                    .setTcpKeepAlive(true)
                    .setTcpUserTimeout(DEAD_LINK_MS)
                    .setConnectTimeout((int) connectMs))
            .with(
                new PoolOptions()
                    .setMaxSize(config.connections() / 2)
                    .setMaxWaitQueueSize(1_000)
                    .setConnectionTimeout((int) config.acquireTimeout().toMillis())
                    .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
                    .setName("mercat-" + schema))
            .build();
    var connections = new Connections(vertx, connect, config, connectMs);
    connections.watch(telemetry.metrics(), schema + ".transactions");
    return new Database(connections, pool, config, schema, telemetry, new Timeouts(vertx));
  }

  /**
   * How a session plans. Every statement here finds its rows by key, a batch at a time, whatever
   * the statistics say: on a fresh database, plans made for empty tables would scan tables that
   * have grown, and planning each batch anew would cost more than running it. An update that joins
   * an array takes its rows in the array's order, so a sorted array locks ascending; a bitmap scan
   * would take them as they lie on disk. What is off counts as so dear where there is no other way
   * (a table without an index) that a server would compile the statement first, for hundreds of
   * milliseconds.
   */
  private static Map<String, String> session(String application, String schema) {
    return Map.of(
        "application_name", application + "-" + schema,
        "search_path", schema,
        "plan_cache_mode", "force_generic_plan",
        "enable_seqscan", "off",
        "enable_hashjoin", "off",
        "enable_mergejoin", "off",
        "enable_bitmapscan", "off",
        "jit", "off");
  }

  public String schema() {
    return schema;
  }

  /** Runs one statement outside any transaction and waits for its rows. For reads. */
  public RowSet<Row> read(String sql, Tuple parameters) {
    return await(reading(sql, parameters));
  }

  /**
   * Runs one statement outside any transaction, whose rows nobody wants. For notes, not for
   * decisions.
   */
  public void execute(String sql, Tuple parameters) {
    var unused = read(sql, parameters);
  }

  /** As {@link #read}, without waiting. Bounded by the transaction timeout. */
  public Future<RowSet<Row>> reading(String sql, Tuple parameters) {
    reads.incrementAndGet();
    var rows =
        pool.preparedQuery(sql).execute(parameters).onComplete(done -> reads.decrementAndGet());
    return timeouts
        .bound(rows, config.transactionTimeout())
        .recover(thrown -> Future.failedFuture(asFailure(thrown)));
  }

  /**
   * Runs a transaction: what {@code body} does, then the log, then COMMIT. On a virtual thread
   * only.
   *
   * @param links the work that it is a part of
   * @param patience how long whoever waits for the result still waits: no statement runs longer,
   *     nor longer than {@code database.transaction-timeout}
   * @param points where the process may be made to die
   * @throws RuntimeException what the server or the body refused; nothing has happened then, unless
   *     the connection was lost during COMMIT (see {@link SqlFailures#isTransient})
   */
  public <T> T transaction(
      LogWriter log,
      TraceLinks links,
      Duration patience,
      CommitPoints points,
      Function<Tx, T> body) {
    var span = links.startTransaction(traces, schema);
    try {
      return transact(log, patience, points, body);
    } catch (RuntimeException thrown) {
      Spans.fail(span, thrown);
      throw thrown;
    } finally {
      span.end();
    }
  }

  private <T> T transact(
      LogWriter log, Duration patience, CommitPoints points, Function<Tx, T> body) {
    var connection = await(connections.acquire());
    var tx = new Tx(connection);
    T result;
    @Nullable Supplier<LogWriter.Written> appended;
    try {
      tx.begin(Math.clamp(patience.toMillis(), 1, config.transactionTimeout().toMillis()));
      result = body.apply(tx);
      appended = log.append(tx);
      points.before().reach();
      tx.commit();
    } catch (RuntimeException refused) {
      tx.rollback()
          .timeout(1, TimeUnit.SECONDS)
          .onComplete(
              clean -> connections.release(connection), lost -> connections.discard(connection));
      throw tx.reason(refused);
    }
    connections.release(connection);
    log.committed(appended);
    points.after().reach();
    return result;
  }

  /** Whether the server answers, asked now. */
  public Future<Boolean> isReachable() {
    return pool.query("select 1")
        .execute()
        .timeout(REACH_MS, TimeUnit.MILLISECONDS)
        .transform(answered -> Future.succeededFuture(answered.succeeded()));
  }

  /** A failure as callers of a context see it. */
  public Failure asFailure(Throwable thrown) {
    return thrown instanceof Failure already
        ? already
        : SqlFailures.isTransient(thrown)
            ? Failure.unavailable(schema + "'s database", thrown)
            : Failure.of(thrown);
  }

  public Future<Void> close() {
    return Future.join(connections.close(), pool.close()).mapEmpty();
  }
}
