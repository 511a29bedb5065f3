package mercat.verify;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A connection for questions, be it about the present moment or about one snapshot. */
public final class ReadSession implements AutoCloseable {
  /** What is fetched at once where a transaction is open. */
  private static final int PAGE_ROWS = 1_000;

  private final Connection connection;

  private ReadSession(Connection connection) {
    this.connection = connection;
  }

  /** Makes something of the row that a statement stands on. */
  @FunctionalInterface
  public interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Each question sees what is committed when it is asked. */
  public static ReadSession on(Connection connection) {
    return new ReadSession(connection);
  }

  /** The same, as the role that may only read. */
  public static ReadSession on(DatabaseAccess access) {
    return on(access.asVerifier());
  }

  /** All questions see the whole database at one moment. */
  public static ReadSession snapshotOf(DatabaseAccess access) {
    var connection = access.asVerifier();
    try {
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      return new ReadSession(connection);
    } catch (SQLException failure) {
      throw unreadable(failure);
    }
  }

  public <T> List<T> rows(String sql, RowReader<T> row, Object... parameters) {
    var all = new ArrayList<T>();
    each(sql, row, all::add, parameters);
    return all;
  }

  /**
   * Gives what is made of each row to somebody, one after the other. Of a snapshot no more than
   * {@value #PAGE_ROWS} rows are held at once.
   */
  public <T> void each(
      String sql, RowReader<T> row, Consumer<? super T> taker, Object... parameters) {
    try (var query = prepare(sql, parameters)) {
      query.setFetchSize(PAGE_ROWS);
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          taker.accept(row.read(rows));
        }
      }
    } catch (SQLException failure) {
      throw unreadable(failure);
    }
  }

  /** The one number that a statement gives. */
  public long number(String sql, Object... parameters) {
    var numbers = rows(sql, row -> row.getLong(1), parameters);
    if (numbers.isEmpty()) {
      throw new UnreachableException("the database gave no row for: " + sql);
    }
    return numbers.getFirst();
  }

  /** Numbers by name: the first column names, the second counts. */
  public Map<String, Long> numbers(String sql, Object... parameters) {
    var numbers = new LinkedHashMap<String, Long>();
    rows(sql, row -> Map.entry(row.getString(1), row.getLong(2)), parameters)
        .forEach(row -> numbers.put(row.getKey(), row.getValue()));
    return numbers;
  }

  public List<String> texts(String sql, Object... parameters) {
    return rows(sql, row -> String.valueOf(row.getString(1)), parameters);
  }

  /** The one text that a statement gives; empty where it gives none. */
  public String text(String sql, Object... parameters) {
    return texts(sql, parameters).stream().findFirst().orElse("");
  }

  public boolean has(String table) {
    return number("select count(to_regclass(?))", table) > 0;
  }

  /** The schemas of the contexts: those that keep a log and a cursor. */
  public List<String> contexts() {
    return texts(
        """
        select n.nspname
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'r' and c.relname in ('log', 'cursor')
        group by 1
        having count(*) = 2
        order by 1\
        """);
  }

  public List<String> sources(String follower) {
    return texts("select source from " + follower + ".cursor order by 1");
  }

  private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
    var query = connection.prepareStatement(sql);
    for (var i = 0; i < parameters.length; i++) {
      switch (parameters[i]) {
        case String[] texts -> query.setArray(i + 1, connection.createArrayOf("text", texts));
        case Long[] numbers -> query.setArray(i + 1, connection.createArrayOf("bigint", numbers));
        default -> query.setObject(i + 1, parameters[i]);
      }
    }
    return query;
  }

  private static UnreachableException unreadable(SQLException failure) {
    return new UnreachableException(
        "the database cannot be read: " + failure.getMessage(), failure);
  }

  @Override
  public void close() {
    try {
      if (!connection.getAutoCommit()) {
        connection.rollback();
      }
      connection.close();
    } catch (SQLException failure) {
      throw unreadable(failure);
    }
  }
}
