package mercat.platform.database;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a database ready for the contexts: a schema and a role each, tables brought to this
 * version's state, and a refusal where a commit would not be durable.
 */
public final class Preparation {
  private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);

  /** Migrations only add, so this version runs on what a later one has left behind. */
  private static final String[] OF_LATER_VERSIONS = {"*:future", "*:missing"};

  private static final String NO_SUCH_DATABASE = "3D000";
  private static final int PASSWORD_BYTES = 24;

  /** Where the passwords are kept that only the owner and nodes may read. */
  private static final String PASSWORDS =
      """
      create schema if not exists mercat;
      create table if not exists mercat.role (
        name text primary key,
        password text not null,
        revision int not null
      )\
      """;

  private final Login login;
  private final Roles roles;

  public Preparation(Login login) {
    this.login = login;
    this.roles = new Roles(login.database());
  }

  /** Creates the database when it is not there, on a server that can have it. */
  public void createDatabase() throws SQLException {
    try (var connection = login.in("postgres").connect()) {
      Server.of(connection).require(login);
      if (!isKnown(connection, "pg_database where datname", login.database())) {
        execute(connection, "create database " + quoted(login.database()));
      }
    }
  }

  /** As {@link #prepare}, of a database that is made when it is not there. */
  public Logins createAndPrepare(Collection<String> schemas) throws SQLException {
    try {
      return prepareExisting(schemas);
    } catch (SQLException refused) {
      if (!NO_SUCH_DATABASE.equals(refused.getSQLState())) {
        throw refused;
      }
      createDatabase();
      return prepareExisting(schemas);
    }
  }

  /**
   * Sees to it that the schemas are there in this version's state, or in a later version's, and
   * does what lacks where the login may. Safe to repeat; one connection and two questions where
   * nothing lacks.
   *
   * @throws IllegalStateException when a node cannot start on this server or database, in a line
   */
  public Logins prepare(Collection<String> schemas) throws SQLException {
    try {
      return prepareExisting(schemas);
    } catch (SQLException refused) {
      if (NO_SUCH_DATABASE.equals(refused.getSQLState())) {
        throw new IllegalStateException(
            "there is no database %s at %s:%d: make it by ./mercat db init, or give the right name"
                .formatted(login.database(), login.host(), login.port()),
            refused);
      }
      throw refused;
    }
  }

  /** What {@link #prepare} would make, in words; nothing is changed. */
  public List<String> lacking(Collection<String> schemas) throws SQLException {
    try (var connection = login.connect()) {
      Server.of(connection).require(login);
      return Prepared.of(connection, schemas).lacks(roles, schemas);
    }
  }

  private Logins prepareExisting(Collection<String> schemas) throws SQLException {
    try (var connection = login.connect()) {
      var server = Server.of(connection);
      server.require(login);
      var prepared = Prepared.of(connection, schemas);
      var lacking = prepared.lacks(roles, schemas);
      if (!lacking.isEmpty()) {
        if (!server.mayPrepare()) {
          throw new IllegalStateException(
              "the database %s is not prepared for this version (%s), and %s may not do it: run ./mercat db migrate as who may"
                  .formatted(login.database(), String.join(", ", lacking), login.user()));
        }
        execute(connection, "select pg_advisory_lock(7283465)");
        prepared = prepare(connection, server, schemas);
      }
      return new Logins(login, prepared.passwords());
    }
  }

  private Prepared prepare(Connection connection, Server server, Collection<String> schemas)
      throws SQLException {
    var before = Prepared.of(connection, schemas);
    tryTo(connection, "create extension if not exists pg_stat_statements with schema public");
    connection.setAutoCommit(false);
    execute(connection, "revoke create on schema public from public");
    execute(connection, PASSWORDS);
    if (server.major() >= Server.CHEAP_LOGINS) {
      execute(connection, "set local scram_iterations = 1");
    }
    for (var role : roles.all(schemas)) {
      if (!before.passwords().containsKey(role)) {
        role(connection, role);
      }
    }
    execute(
        connection,
        "grant usage on schema mercat to %1$s; grant select on mercat.role to %1$s"
            .formatted(quoted(roles.node())));
    for (var schema : schemas) {
      schema(connection, schema);
    }
    connection.commit();
    connection.setAutoCommit(true);
    tryTo(connection, "grant pg_read_all_stats to " + quoted(roles.verify()));
    for (var schema : schemas) {
      if (!before.isCurrent(schema)) {
        if (server.major() < Server.STORAGE_IN_CREATE_TABLE) {
          createLog(connection, schema);
        }
        migrate(schema, server);
      }
      execute(
          connection,
          """
          grant select on %1$s.schema_history to %2$s;
          revoke insert, update, delete on %1$s.schema_history from %3$s\
          """
              .formatted(quoted(schema), quoted(roles.node()), quoted(roles.of(schema))));
    }
    return Prepared.of(connection, schemas);
  }

  /**
   * Does what the first migration does where PostgreSQL does not know its {@code storage}: it is a
   * released one, and stays as it is. Flyway is told that its history begins with it.
   */
  private void createLog(Connection connection, String schema) throws SQLException {
    if (isKnown(connection, "pg_tables where tablename = 'log' and schemaname", schema)) {
      return;
    }
    connection.setAutoCommit(false);
    execute(connection, "set local search_path to " + quoted(schema));
    execute(
        connection,
        Migrations.text(Migrations.FIRST)
            .replace(" storage external", "")
            .replace("${role}", quoted(roles.of(schema))));
    execute(connection, "alter table log alter column events set storage external");
    connection.commit();
    connection.setAutoCommit(true);
  }

  private void migrate(String schema, Server server) {
    boolean isFirstDone = server.major() < Server.STORAGE_IN_CREATE_TABLE;
    try {
      var flyway =
          Flyway.configure(Preparation.class.getClassLoader())
              .dataSource(login.jdbcUrl(), login.user(), login.password())
              .schemas(schema)
              .defaultSchema(schema)
              .locations(
                  Migrations.locations(schema).stream()
                      .map(location -> "classpath:" + location)
                      .toArray(String[]::new))
              .placeholders(Map.of("role", quoted(roles.of(schema))))
              .createSchemas(false)
              .ignoreMigrationPatterns(OF_LATER_VERSIONS)
              .outOfOrder(true) // the platform's come before the context's, also those made later
              .table("schema_history")
              .baselineOnMigrate(true)
              .baselineVersion(isFirstDone ? Migrations.FIRST_VERSION : "-1");
      // An index made concurrently would wait for ever for a transaction that holds a lock.
      flyway
          .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
          .setTransactionalLock(false);
      var unused = flyway.load().migrate();
    } catch (FlywayException refused) {
      throw new IllegalStateException(
          "the tables of %s cannot be brought to this version's state: %s"
              .formatted(schema, String.valueOf(refused.getMessage()).replaceAll("\\s+", " ")),
          refused);
    }
  }

  /** Makes a role, or makes it as this version does; a password that is kept stays. */
  private static void role(Connection connection, String role) throws SQLException {
    boolean known = isKnown(connection, "pg_roles where rolname", role);
    execute(
        connection,
        "%s role %s login password %s"
            .formatted(
                known ? "alter" : "create", quoted(role), literal(keptPassword(connection, role))));
    boolean isPatient = role.endsWith("_verify");
    execute(
        connection,
        """
        alter role %1$s set statement_timeout = '%2$s';
        alter role %1$s set lock_timeout = '1500ms';
        alter role %1$s set idle_in_transaction_session_timeout = '%3$s'\
        """
            .formatted(quoted(role), isPatient ? "5min" : "3s", isPatient ? "5min" : "1s"));
  }

  private static String keptPassword(Connection connection, String role) throws SQLException {
    var fresh = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(fresh);
    try (var statement =
        connection.prepareStatement(
            """
            insert into mercat.role as kept (name, password, revision) values (?, ?, ?)
            on conflict (name) do update set revision = excluded.revision
            returning password\
            """)) {
      statement.setString(1, role);
      statement.setString(2, HexFormat.of().formatHex(fresh));
      statement.setInt(3, Prepared.REVISION);
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  /**
   * Makes a schema. Rights on tables that are there already, made for the role of another
   * database's name or of a version that shared its roles, become the role's own.
   */
  private void schema(Connection connection, String schema) throws SQLException {
    execute(
        connection,
        """
        create schema if not exists %1$s;
        grant usage on schema %1$s to %2$s, %3$s, %4$s;
        alter default privileges in schema %1$s
          grant select, insert, update, delete on tables to %2$s;
        alter default privileges in schema %1$s grant usage on sequences to %2$s;
        alter default privileges in schema %1$s grant select on tables to %3$s;
        grant usage on all sequences in schema %1$s to %2$s;
        grant select on all tables in schema %1$s to %3$s;
        do $$ declare found record; begin
          for found in
            select distinct table_name, privilege_type from information_schema.role_table_grants
             where table_schema = %5$s and grantee ~ ('^mercat_(.+_)?' || %5$s || '$') loop
            execute format('grant %%s on %%I.%%I to %%I',
              found.privilege_type, %5$s, found.table_name, %6$s);
          end loop;
        end $$\
        """
            .formatted(
                quoted(schema),
                quoted(roles.of(schema)),
                quoted(roles.verify()),
                quoted(roles.node()),
                literal(schema),
                literal(roles.of(schema))));
  }

  /** Does what a login may be refused that can do the rest; nobody but measurements misses it. */
  private static void tryTo(Connection connection, String sql) {
    try {
      execute(connection, sql);
    } catch (SQLException refused) {
      LOG.atInfo()
          .addKeyValue("error", refused.getMessage())
          .log("measurements will tell less: no {}", sql);
    }
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
