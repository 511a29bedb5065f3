package mercat.verify;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** One real PostgreSQL for all tests of a JVM; every test has a database of its own in it. */
public final class TestServer {
  private static final DatabaseLogin SUPERUSER = new DatabaseLogin("postgres", "postgres");
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static final EmbeddedPostgres SERVER = start();

  private TestServer() {}

  private static EmbeddedPostgres start() {
    try {
      return EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A new, empty database. */
  public static DatabaseAccess newDatabase() {
    var name = "test_" + DATABASES.incrementAndGet();
    execute(access("postgres"), "create database " + name);
    return access(name);
  }

  /** A new database with the tables that verify reads, all of them empty. */
  public static DatabaseAccess newTables() {
    var database = newDatabase();
    executeAll(database, "/verify/tables.sql");
    return database;
  }

  /** Executes the statements of a resource. */
  static void executeAll(DatabaseAccess database, String resource) {
    try (var stream = TestServer.class.getResourceAsStream(resource)) {
      var sql = Objects.requireNonNull(stream, resource).readAllBytes();
      execute(database, new String(sql, StandardCharsets.UTF_8));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Executes statements as the superuser. */
  public static void execute(DatabaseAccess database, String sql) {
    try (var connection = database.asAdmin(database.database());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static DatabaseAccess access(String database) {
    return new DatabaseAccess(
        "127.0.0.1", SERVER.getPort(), database, SUPERUSER, Optional.of(SUPERUSER));
  }
}
