package mercat.lab.verify;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import mercat.lab.database.DatabaseAccess;
import mercat.lab.load.UnreachableException;

/** The whole database at one moment, by a role that may only read. */
final class Snapshot implements AutoCloseable {
  private final Connection connection;

  private Snapshot(Connection connection) {
    this.connection = connection;
  }

  static Snapshot of(DatabaseAccess access) {
    var connection = access.asVerifier();
    try {
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      return new Snapshot(connection);
    } catch (SQLException failure) {
      throw unreadable(failure);
    }
  }

  long number(String sql, Object... parameters) {
    try (var query = prepare(sql, parameters);
        var rows = query.executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    } catch (SQLException failure) {
      throw unreadable(failure);
    }
  }

  /** The first column of every row. */
  List<String> texts(String sql, Object... parameters) {
    var texts = new ArrayList<String>();
    try (var query = prepare(sql, parameters);
        var rows = query.executeQuery()) {
      while (rows.next()) {
        texts.add(String.valueOf(rows.getString(1)));
      }
      return texts;
    } catch (SQLException failure) {
      throw unreadable(failure);
    }
  }

  boolean has(String table) {
    return number("select count(to_regclass(?))", table) > 0;
  }

  /** The schemas of the contexts: those that keep a log. */
  List<String> contexts() {
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
        "the database cannot be examined: " + failure.getMessage(), failure);
  }

  @Override
  public void close() {
    try {
      connection.rollback();
      connection.close();
    } catch (SQLException failure) {
      throw unreadable(failure);
    }
  }
}
