package mercat.verify;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
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
    var access = access("postgres");
    try (var connection = access.asAdmin("postgres");
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
    return access(name);
  }

  private static DatabaseAccess access(String database) {
    return new DatabaseAccess(
        "127.0.0.1", SERVER.getPort(), database, SUPERUSER, Optional.of(SUPERUSER));
  }
}
