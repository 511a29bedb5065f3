package mercat.platform;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import mercat.platform.database.Login;

/** One database session: its statements run in order on a thread of their own. */
public final class Session implements AutoCloseable {
  /** What a query says that finds no row. */
  public static final String NOTHING = "";

  private final Connection connection;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  /** A session in the schema {@code probe}. */
  public Session(Login login) throws SQLException {
    connection = DriverManager.getConnection(login.jdbcUrl(), login.user(), login.password());
    connection.setSchema("probe");
  }

  /**
   * Runs a statement and waits for it. The first column of the first row, or how many rows it
   * changed.
   */
  @CanIgnoreReturnValue
  public String run(String sql) {
    return start(sql).join();
  }

  /** Starts a statement that may have to wait for another session. */
  public CompletableFuture<String> start(String sql) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (var statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
              return String.valueOf(statement.getUpdateCount());
            }
            try (var rows = statement.getResultSet()) {
              return rows.next() ? String.valueOf(rows.getString(1)) : NOTHING;
            }
          } catch (SQLException refused) {
            throw new CompletionException(refused);
          }
        },
        thread);
  }

  @Override
  public void close() throws SQLException {
    thread.shutdown();
    connection.close();
  }
}
