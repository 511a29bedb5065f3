package mercat.lab.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mercat.lab.load.UnreachableException;

/** A connection for questions whose answer is a number, or numbers by name. */
public final class ReadSession implements AutoCloseable {
  private final Connection connection;

  public ReadSession(Connection connection) {
    this.connection = connection;
  }

  /** The one number that a statement gives. */
  public long number(String sql, Object... parameters) {
    try (var query = prepare(sql, parameters);
        var rows = query.executeQuery()) {
      if (!rows.next()) {
        throw new UnreachableException("no answer from the database to: " + sql);
      }
      return rows.getLong(1);
    } catch (SQLException failure) {
      throw unreadable(failure);
    }
  }

  /** Numbers by name: the first column names, the second counts. */
  public Map<String, Long> numbers(String sql, Object... parameters) {
    var numbers = new LinkedHashMap<String, Long>();
    try (var query = prepare(sql, parameters);
        var rows = query.executeQuery()) {
      while (rows.next()) {
        numbers.put(rows.getString(1), rows.getLong(2));
      }
      return numbers;
    } catch (SQLException failure) {
      throw unreadable(failure);
    }
  }

  /** The one text that a statement gives, empty where it gives none. */
  public String text(String sql, Object... parameters) {
    try (var query = prepare(sql, parameters);
        var rows = query.executeQuery()) {
      var text = rows.next() ? rows.getString(1) : null;
      return text == null ? "" : text;
    } catch (SQLException failure) {
      throw unreadable(failure);
    }
  }

  /** The first column of every row. */
  public List<String> texts(String sql, Object... parameters) {
    var texts = new ArrayList<String>();
    try (var query = prepare(sql, parameters);
        var rows = query.executeQuery()) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    } catch (SQLException failure) {
      throw unreadable(failure);
    }
  }

  private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
    var query = connection.prepareStatement(sql);
    for (var i = 0; i < parameters.length; i++) {
      query.setObject(i + 1, parameters[i]);
    }
    return query;
  }

  private static UnreachableException unreadable(SQLException failure) {
    return new UnreachableException(
        "the database does not answer: " + failure.getMessage(), failure);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException failure) {
      throw unreadable(failure);
    }
  }
}
