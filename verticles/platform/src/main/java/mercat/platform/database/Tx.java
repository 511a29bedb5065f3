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
import mercat.contracts.Event;
import mercat.contracts.log.LogEntry;
import mercat.platform.Call;
import org.jspecify.annotations.Nullable;

/**
 * One open transaction, READ COMMITTED. No ask, no HTTP and no mail is possible here: there is
 * nothing to do it with.
 *
 * <p>Statements leave in the order they are given, on one pipelined connection. {@link #query}
 * waits for its rows; {@link #send} does not, and a failure shows when the transaction commits.
 */
public final class Tx {
  private final SqlConnection connection;
  private final List<Future<?>> unawaited = new ArrayList<>();
  private final List<Appended> appended = new ArrayList<>();

  /** Whether COMMIT was answered, whatever it came to. */
  private boolean isOver;

  /** An event to be appended to the log, and the trace it continues. */
  public record Appended(UUID key, Event event, String trace) {}

  Tx(SqlConnection connection) {
    this.connection = connection;
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
   * @param call the request that led to it; the event continues its trace
   * @param key events of one key are applied in order by those who follow
   */
  public void append(Call call, UUID key, Event event) {
    appended.add(new Appended(key, event, call.trace()));
  }

  /** As {@link #append(Call, UUID, Event)}, for an event that led to another. */
  public void append(LogEntry cause, UUID key, Event event) {
    appended.add(new Appended(key, event, cause.trace()));
  }

  List<Appended> appended() {
    return appended;
  }

  /** No statement runs longer than whoever waits for the result still waits. */
  void begin(long patienceMs) {
    unawaited.add(connection.query("BEGIN; SET LOCAL statement_timeout = " + patienceMs).execute());
  }

  /**
   * Commits and waits until the server says so. A statement that failed before has made the COMMIT
   * a rollback: its failure is thrown.
   */
  void commit() {
    awaitDone(connection.query("COMMIT").execute());
    isOver = true;
    var refused = firstRefusal();
    if (refused != null) {
      throw refused;
    }
  }

  /** Gives up. Failures of what had been sent and not awaited are of no more interest. */
  Future<?> rollback() {
    return isOver ? Future.succeededFuture() : connection.query("ROLLBACK").execute();
  }

  /**
   * Why it failed: the first statement that was refused. All that follow are told no more than that
   * the transaction is aborted, and whether to try again hangs on the reason.
   */
  RuntimeException reason(RuntimeException thrown) {
    var refused = firstRefusal();
    return refused == null ? thrown : refused;
  }

  private @Nullable RuntimeException firstRefusal() {
    for (var statement : unawaited) {
      if (statement.failed()) {
        return SqlFailures.unchecked(statement.cause());
      }
    }
    return null;
  }
}
