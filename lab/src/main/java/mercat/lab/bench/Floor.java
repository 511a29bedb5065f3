package mercat.lab.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import mercat.lab.system.ChildProcess;
import mercat.verify.DatabaseAccess;
import mercat.verify.DatabaseLogin;
import mercat.verify.ReadSession;
import mercat.verify.UnreachableException;

/**
 * The floor: the fewest rows that an order honestly needs, in one durable transaction, by 16
 * connections that each wait for their answer. On the system's own server, in a database of its
 * own; run by pgbench where there is one, else by prepared statements from here.
 */
final class Floor implements AutoCloseable {
  static final int CONNECTIONS = 16;

  private static final String DATABASE = "floor";
  private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+) \\(without");

  private final DatabaseAccess access;
  private final FloorScript script;
  private final Optional<Path> pgbench;

  private Floor(DatabaseAccess access, FloorScript script, Optional<Path> pgbench) {
    this.access = access;
    this.script = script;
    this.pgbench = pgbench;
  }

  /** Makes the database and its tables anew. */
  static Floor prepare(DatabaseAccess access, FloorScript script, boolean pgbenchAllowed) {
    dropDatabase(access);
    execute(access, access.database(), "create database " + DATABASE);
    execute(access, DATABASE, script.schema());
    return new Floor(access, script, pgbenchAllowed ? Pgbench.find() : Optional.empty());
  }

  String runner() {
    return pgbench.isPresent() ? "pgbench" : "java";
  }

  /** Processor time that whatever runs the script has used so far. */
  long clientMicros() {
    return pgbench.isPresent() ? ProcessorTime.ofEndedChildren() : ProcessorTime.ofSelf();
  }

  double round(int skus, Duration length) {
    return pgbench.isPresent()
        ? byPgbench(pgbench.get(), skus, length)
        : byPreparedStatements(skus, length);
  }

  long rowsWritten() {
    try (var session = ReadSession.on(access.asAdmin(DATABASE))) {
      return session.number(
          "select sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint from pg_stat_user_tables");
    }
  }

  long orders() {
    try (var session = ReadSession.on(access.asAdmin(DATABASE))) {
      return session.number("select count(*) from floor.orders");
    }
  }

  private double byPgbench(Path program, int skus, Duration length) {
    Path file = null;
    try {
      file = Files.createTempFile("mercat-floor", ".sql");
      Files.writeString(file, script.order());
      var login = access.admin().orElseThrow();
      var command =
          List.of(
              program.toString(),
              "-h",
              access.host(),
              "-p",
              String.valueOf(access.port()),
              "-U",
              login.user(),
              "-M",
              "prepared",
              "-c",
              String.valueOf(CONNECTIONS),
              "-j",
              "2",
              "-n",
              "-T",
              String.valueOf(length.toSeconds()),
              "-D",
              "skus=" + skus,
              "-f",
              file.toString(),
              DATABASE);
      return Double.parseDouble(run(command, login));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } finally {
      delete(file);
    }
  }

  private static String run(List<String> command, DatabaseLogin login) {
    var ended = ChildProcess.run(command, Map.of("PGPASSWORD", login.password()));
    var found = TPS.matcher(ended.output());
    if (!found.find()) {
      throw new UnreachableException("pgbench failed: " + ended.output().strip());
    }
    return found.group(1);
  }

  private static void delete(@org.jspecify.annotations.Nullable Path file) {
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException ignored) {
        // a small file in the temporary directory
      }
    }
  }

  private double byPreparedStatements(int skus, Duration length) {
    var statements = script.statements();
    try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      var clients = new ArrayList<Future<Long>>();
      var startNanos = System.nanoTime();
      var endNanos = startNanos + length.toNanos();
      for (var client = 0; client < CONNECTIONS; client++) {
        clients.add(threads.submit(() -> client(statements, skus, endNanos)));
      }
      long orders = 0;
      for (var client : clients) {
        orders += client.get();
      }
      return orders / ((System.nanoTime() - startNanos) / 1e9);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    } catch (ExecutionException failure) {
      throw new UnreachableException("the floor failed: " + failure.getMessage(), failure);
    }
  }

  private long client(List<FloorScript.Prepared> statements, int skus, long endNanos)
      throws SQLException {
    long orders = 0;
    try (var connection = access.asAdmin(DATABASE)) {
      connection.setAutoCommit(false);
      var prepared = new ArrayList<PreparedStatement>();
      for (var statement : statements) {
        prepared.add(connection.prepareStatement(statement.sql()));
      }
      while (System.nanoTime() < endNanos) {
        order(connection, statements, prepared, skus);
        orders++;
      }
    }
    return orders;
  }

  private static void order(
      Connection connection,
      List<FloorScript.Prepared> statements,
      List<PreparedStatement> prepared,
      int skus)
      throws SQLException {
    var random = ThreadLocalRandom.current();
    var sku = String.valueOf(1 + random.nextInt(skus));
    var buyer = String.valueOf(1 + random.nextInt(100_000));
    for (var i = 0; i < prepared.size(); i++) {
      var variables = statements.get(i).variables();
      for (var at = 0; at < variables.size(); at++) {
        prepared.get(i).setString(at + 1, variables.get(at).equals("s") ? sku : buyer);
      }
      prepared.get(i).execute();
    }
    connection.commit();
  }

  private static void dropDatabase(DatabaseAccess access) {
    execute(access, access.database(), "drop database if exists " + DATABASE + " with (force)");
  }

  private static void execute(DatabaseAccess access, String database, String sql) {
    try (var connection = access.asAdmin(database);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new UnreachableException(
          "the floor cannot be prepared: " + failure.getMessage(), failure);
    }
  }

  @Override
  public void close() {
    dropDatabase(access);
  }
}
