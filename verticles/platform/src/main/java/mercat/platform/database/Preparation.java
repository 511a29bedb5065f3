package mercat.platform.database;

import java.sql.Connection;
import java.sql.DriverManager;
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

  /** A preparation by a login that may create schemas and roles. */
  public Preparation(Login admin) {
    this.admin = admin;
  }

  /**
   * Refuses a server on which an acknowledged order could be lost.
   *
   * @throws IllegalStateException when one of fsync, synchronous_commit and full_page_writes is off
   */
  public static void requireDurable(Login login) throws SQLException {
    try (var connection = connect(login);
        var statement = connection.createStatement()) {
      for (var setting : DURABILITY) {
        try (var rows = statement.executeQuery("show " + setting)) {
          rows.next();
          if (rows.getString(1).equals("off")) {
            throw new IllegalStateException(
                "the server at "
                    + login.host()
                    + ":"
                    + login.port()
                    + " has "
                    + setting
                    + " = off: an acknowledged order could be lost. Turn it on, then start again.");
          }
        }
      }
    }
  }

  /** Creates the database when it is not there. */
  public void createDatabase(String maintenanceDatabase) throws SQLException {
    var maintenance =
        new Login(admin.host(), admin.port(), maintenanceDatabase, admin.user(), admin.password());
    try (var connection = connect(maintenance);
        var query = connection.prepareStatement("select from pg_database where datname = ?")) {
      query.setString(1, admin.database());
      try (var rows = query.executeQuery()) {
        if (!rows.next()) {
          execute(connection, "create database " + quoted(admin.database()));
        }
      }
    }
  }

  /**
   * Creates what the schemas need and brings their tables to this version's state, or leaves them
   * in a later version's. Safe to repeat.
   */
  public void prepare(Collection<String> schemas, Map<String, String> passwords)
      throws SQLException {
    try (var connection = connect(admin)) {
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
    boolean known;
    try (var query = connection.prepareStatement("select from pg_roles where rolname = ?")) {
      query.setString(1, role);
      try (var rows = query.executeQuery()) {
        known = rows.next();
      }
    }
    var password = passwords.get(role);
    if (!known || password != null) {
      execute(
          connection,
          (known ? "alter role " : "create role ")
              + quoted(role)
              + " login password "
              + literal(String.valueOf(password)));
    }
    boolean isPatient = role.equals(Logins.VERIFY);
    limit(connection, role, "statement_timeout", isPatient ? "5min" : "3s");
    limit(connection, role, "lock_timeout", "1500ms");
    limit(connection, role, "idle_in_transaction_session_timeout", isPatient ? "5min" : "1s");
  }

  private static void limit(Connection connection, String role, String name, String value)
      throws SQLException {
    execute(connection, "alter role " + quoted(role) + " set " + name + " = " + literal(value));
  }

  private static void schema(Connection connection, String schema) throws SQLException {
    var role = quoted(Logins.roleOf(schema));
    var name = quoted(schema);
    execute(connection, "create schema if not exists " + name);
    execute(connection, "grant usage on schema " + name + " to " + role + ", " + Logins.VERIFY);
    execute(
        connection,
        "alter default privileges in schema "
            + name
            + " grant select, insert, update, delete on tables to "
            + role);
    execute(
        connection,
        "alter default privileges in schema " + name + " grant usage on sequences to " + role);
    execute(
        connection,
        "alter default privileges in schema "
            + name
            + " grant select on tables to "
            + Logins.VERIFY);
  }

  private static Connection connect(Login login) throws SQLException {
    return DriverManager.getConnection(login.jdbcUrl(), login.user(), login.password());
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
