package mercat.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What of the preparation is done: one question at every start, and the only one where nothing is
 * to be done.
 *
 * @param passwords of the roles that are as this version makes them
 * @param histories checksums by version, by schema; null for what stood there before
 */
record Prepared(Map<String, String> passwords, Map<String, Map<String, Integer>> histories) {
  /** How this version makes roles; a higher one makes them anew. */
  static final int REVISION = 1;

  private static final Set<String> NOT_THERE_OR_NOT_MINE = Set.of("42P01", "3F000", "42501");

  static Prepared of(Connection connection, Collection<String> schemas) throws SQLException {
    var query = new StringBuilder();
    query.append(
        """
        select null, name, password, null from mercat.role
          join pg_roles on rolname = name
         where revision >= %d\
        """
            .formatted(REVISION));
    for (var schema : schemas) {
      query.append(
          " union all select '%1$s', version, null, checksum from %1$s.schema_history where success"
              .formatted(schema));
    }
    var passwords = new TreeMap<String, String>();
    var histories = new TreeMap<String, Map<String, Integer>>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query.toString())) {
      while (rows.next()) {
        if (rows.getString(1) == null) {
          passwords.put(rows.getString(2), rows.getString(3));
        } else if (rows.getString(2) != null) {
          histories
              .computeIfAbsent(rows.getString(1), schema -> new HashMap<>())
              .put(rows.getString(2), rows.getObject(4, Integer.class));
        }
      }
    } catch (SQLException refused) {
      if (!NOT_THERE_OR_NOT_MINE.contains(refused.getSQLState())) {
        throw refused;
      }
    }
    return new Prepared(passwords, histories);
  }

  /** What is still to be done for these, in words; nothing where a node can start. */
  List<String> lacks(Roles roles, Collection<String> schemas) {
    return Stream.concat(
            roles.all(schemas).stream()
                .filter(role -> !passwords.containsKey(role))
                .map("role "::concat),
            schemas.stream().filter(schema -> !isCurrent(schema)).map("the tables of "::concat))
        .toList();
  }

  /** Whether a schema has every migration that this version brings, and maybe later ones. */
  boolean isCurrent(String schema) {
    var history = histories.getOrDefault(schema, Map.of());
    return Migrations.of(schema).entrySet().stream()
        .allMatch(migration -> {
          var installed = history.get(migration.getKey());
          return history.containsKey(migration.getKey())
              && (installed == null || installed.equals(migration.getValue()));
        });
  }
}
