package mercat.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;

/**
 * Makes a database ready for the contexts: a schema and a role each, tables brought to this
 * version's state, and a refusal where a commit would not be durable.
 */
public final class Preparation {
  /** Migrations only add, so this version runs on what a later one has left behind. */
  private static final String OF_LATER_VERSIONS = "*:future";

  private static final List<String> DURABILITY =
      List.of("fsync", "synchronous_commit", "full_page_writes");

  private final Login admin;

  public Preparation(Login admin) {
    this.admin = admin;
  }

  /**
   * Refuses a server on which an acknowledged order could be lost.
   *
   * @throws IllegalStateException when one of fsync, synchronous_commit and full_page_writes is off
   */
  public static void requireDurable(Login login) throws SQLException {
    try (var connection = login.connect();
        var statement = connection.createStatement()) {
      for (var setting : DURABILITY) {
        try (var rows = statement.executeQuery("show " + setting)) {
          rows.next();
          if (rows.getString(1).equals("off")) {
            throw new IllegalStateException(
                "the server at %s:%d has %s = off: an acknowledged order could be lost."
                        .formatted(login.host(), login.port(), setting)
                    + " Turn it on, then start again.");
          }
        }
      }
    }
  }

  /** Creates the database when it is not there. */
  public void createDatabase(String maintenanceDatabase) throws SQLException {
    try (var connection = admin.in(maintenanceDatabase).connect()) {
      if (!isKnown(connection, "pg_database where datname", admin.database())) {
        execute(connection, "create database " + quoted(admin.database()));
      }
    }
  }

  /**
   * Creates what the schemas need and brings their tables to this version's state, or leaves them
   * in a later version's. Safe to repeat.
   */
  public void prepare(Collection<String> schemas, Map<String, String> passwords)
      throws SQLException {
    try (var connection = admin.connect()) {
      execute(connection, "select pg_advisory_lock(7283465)");
      execute(connection, "revoke create on schema public from public");
      execute(connection, "create extension if not exists pg_stat_statements with schema public");
      role(connection, Logins.VERIFY, passwords);
      execute(connection, "grant pg_read_all_stats to " + Logins.VERIFY);
      for (var schema : schemas) {
        role(connection, Logins.roleOf(schema), passwords);
        schema(connection, schema);
      }
      for (var schema : schemas) {
        migrate(schema);
      }
    }
  }

  private void migrate(String schema) {
    Flyway.configure(Preparation.class.getClassLoader())
        .dataSource(admin.jdbcUrl(), admin.user(), admin.password())
        .schemas(schema)
        .defaultSchema(schema)
        .locations("classpath:db/platform", "classpath:db/" + schema)
        .placeholders(Map.of("role", Logins.roleOf(schema)))
        .createSchemas(false)
        .ignoreMigrationPatterns(OF_LATER_VERSIONS)
        .table("schema_history")
        .baselineOnMigrate(true)
        .baselineVersion("-1")
        .load()
        .migrate();
  }

  private static void role(Connection connection, String role, Map<String, String> passwords)
      throws SQLException {
    boolean known = isKnown(connection, "pg_roles where rolname", role);
    var password = passwords.get(role);
    if (!known || password != null) {
      execute(
          connection,
          "%s role %s login password %s"
              .formatted(
                  known ? "alter" : "create", quoted(role), literal(String.valueOf(password))));
    }
    boolean isPatient = role.equals(Logins.VERIFY);
    execute(
        connection,
        """
        alter role %1$s set statement_timeout = '%2$s';
        alter role %1$s set lock_timeout = '1500ms';
        alter role %1$s set idle_in_transaction_session_timeout = '%3$s'\
        """
            .formatted(quoted(role), isPatient ? "5min" : "3s", isPatient ? "5min" : "1s"));
  }

  private static void schema(Connection connection, String schema) throws SQLException {
    execute(
        connection,
        """
        create schema if not exists %1$s;
        grant usage on schema %1$s to %2$s, %3$s;
        alter default privileges in schema %1$s
          grant select, insert, update, delete on tables to %2$s;
        alter default privileges in schema %1$s grant usage on sequences to %2$s;
        alter default privileges in schema %1$s grant select on tables to %3$s\
        """
            .formatted(quoted(schema), quoted(Logins.roleOf(schema)), Logins.VERIFY));
  }

  private static boolean isKnown(Connection connection, String catalog, String name)
      throws SQLException {
    try (var query = connection.prepareStatement("select from " + catalog + " = ?")) {
      query.setString(1, name);
      return query.executeQuery().next();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private static String literal(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }
}
