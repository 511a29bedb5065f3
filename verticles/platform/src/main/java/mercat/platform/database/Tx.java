package mercat.platform.database;

import static mercat.platform.Await.await;
import static mercat.platform.Await.awaitDone;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import mercat.contracts.Event;

/**
 * One open transaction, READ COMMITTED. No ask, no HTTP and no mail is possible here: there is
 * nothing to do it with.
 *
 * <p>Statements leave in the order they are given, on one pipelined connection. {@link #query}
 * waits for its rows; {@link #send} does not, and a failure shows when the transaction commits.
 */
public final class Tx {
  private final SqlConnection connection;
  private final Function<Object, String> traceOf;
  private final List<Future<?>> unawaited = new ArrayList<>();
  private final List<Appended> appended = new ArrayList<>();

  /** An event to be appended to the log, and the trace it continues. */
  public record Appended(UUID key, Event event, String trace) {}

  Tx(SqlConnection connection, Function<Object, String> traceOf) {
    this.connection = connection;
    this.traceOf = traceOf;
  }

  /**
   * Runs a statement and waits for its rows. Parameters are always bound, with explicit types in
   * the SQL.
   */
  public RowSet<Row> query(String sql, Tuple parameters) {
    return await(connection.preparedQuery(sql).execute(parameters));
  }

  /** Starts a statement whose rows are awaited later, after others that do not depend on them. */
  public Future<RowSet<Row>> start(String sql, Tuple parameters) {
    var started = connection.preparedQuery(sql).execute(parameters);
    unawaited.add(started);
    return started;
  }

  /** Runs a statement whose row count decides nothing. */
  public void send(String sql, Tuple parameters) {
    var unused = start(sql, parameters);
  }

  /**
   * Appends an event to the context's log, when everything else is stored.
   *
   * @param cause the request or log entry that led to it; the event continues its trace
   * @param key events of one key are applied in order by those who follow
   */
  public void append(Object cause, UUID key, Event event) {
    appended.add(new Appended(key, event, traceOf.apply(cause)));
  }

  List<Appended> appended() {
    return appended;
  }

  void begin() {
    unawaited.add(connection.query("BEGIN").execute());
  }

  /**
   * Commits and waits until the server says so. A statement that failed before has made the COMMIT
   * a rollback: its failure is thrown.
   */
  void commit() {
    awaitDone(connection.query("COMMIT").execute());
    for (var statement : unawaited) {
      if (statement.failed()) {
        throw SqlFailures.unchecked(statement.cause());
      }
    }
  }

  /**
   * What really went wrong: once a statement has failed, every later one only says that the
   * transaction is aborted.
   */
  Throwable causeOf(Throwable thrown) {
    return unawaited.stream()
        .filter(Future::failed)
        .<Throwable>map(Future::cause)
        .findFirst()
        .orElse(thrown);
  }

  /** Gives up. Failures of what had been sent and not awaited are of no more interest. */
  Future<?> rollback() {
    return connection.query("ROLLBACK").execute();
  }
}
