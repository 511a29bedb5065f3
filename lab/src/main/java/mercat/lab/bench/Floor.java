package mercat.lab.bench;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mercat.lab.month.Month;
import mercat.lab.system.Awaiting;
import mercat.lab.system.ChildProcess;
import mercat.lab.system.Io;
import mercat.lab.terminal.Numbers;
import mercat.verify.DatabaseAccess;
import mercat.verify.ReadSession;
import mercat.verify.UnreachableException;

/**
 * The floor: the fewest rows that an order honestly needs, in one durable transaction, by 16
 * connections that each wait for their answer. On the system's own server, in a database of its
 * own; run by pgbench where there is one, else by prepared statements from here.
 */
final class Floor implements AutoCloseable {
  private static final int CONNECTIONS = 16;
  private static final String DATABASE = "floor";
  private static final File DEBIAN = new File("/usr/lib/postgresql");
  private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+) \\(without");

  private final DatabaseAccess access;
  private final FloorScript script;
  private final Optional<Path> pgbench;
  private long clientMicros;

  Floor(DatabaseAccess access, FloorScript script, boolean pgbenchAllowed) {
    this.access = access;
    this.script = script;
    this.pgbench = pgbenchAllowed ? pgbench() : Optional.empty();
    dropDatabase();
    execute(access.database(), "create database " + DATABASE);
    execute(DATABASE, script.schema());
  }

  /** PostgreSQL's own load generator: on the PATH, else the newest in Debian's place. */
  private static Optional<Path> pgbench() {
    var path = System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1);
    var versions = Objects.requireNonNullElse(DEBIAN.list(), new String[0]);
    return Stream.concat(
            Stream.of(path).filter(folder -> !folder.isEmpty()).map(Path::of),
            Stream.of(versions)
                .sorted(Comparator.reverseOrder())
                .map(version -> DEBIAN.toPath().resolve(version).resolve("bin")))
        .map(folder -> folder.resolve("pgbench"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  String runner() {
    return pgbench.isPresent() ? "pgbench" : "java";
  }

  /** Orders a second. */
  double round(int skus, Duration length) {
    var before = clientMicrosNow();
    var rate =
        pgbench.isPresent()
            ? byPgbench(pgbench.get(), skus, length)
            : byPreparedStatements(skus, length);
    clientMicros += clientMicrosNow() - before;
    return rate;
  }

  /** Processor time that whatever runs the script has used for all rounds. */
  long clientMicros() {
    return clientMicros;
  }

  private long clientMicrosNow() {
    return pgbench.isPresent() ? ProcessorTime.ofEndedChildren() : ProcessorTime.ofSelf();
  }

  long rowsWritten() {
    try (var session = ReadSession.on(access.asAdmin(DATABASE))) {
      return ContextWork.now(session).rowsWritten();
    }
  }

  long orders() {
    try (var session = ReadSession.on(access.asAdmin(DATABASE))) {
      return session.number("select count(*) from floor.orders");
    }
  }

  private double byPgbench(Path program, int skus, Duration length) {
    var login = access.admin().orElseThrow();
    var server =
        Map.of(
            "PGHOST", access.host(),
            "PGPORT", String.valueOf(access.port()),
            "PGUSER", login.user(),
            "PGPASSWORD", login.password(),
            "PGDATABASE", DATABASE);
    var file = Io.get("no temporary file", () -> Files.createTempFile("mercat-floor", ".sql"));
    file.toFile().deleteOnExit();
    Io.write(file, script.order());
    var command =
        List.of(
            program.toString(),
            "--protocol=prepared",
            "--client=" + CONNECTIONS,
            "--jobs=2",
            "--no-vacuum",
            "--time=" + length.toSeconds(),
            "--define=skus=" + skus,
            "--file=" + file);
    var output = ChildProcess.run(command, server).output();
    var found = TPS.matcher(output);
    if (!found.find()) {
      throw new UnreachableException("pgbench failed: " + output.strip());
    }
    return Double.parseDouble(found.group(1));
  }

  private double byPreparedStatements(int skus, Duration length) {
    var startNanos = System.nanoTime();
    var endNanos = startNanos + length.toNanos();
    try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      Callable<Long> client = () -> client(skus, endNanos);
      var clients = Stream.generate(() -> threads.submit(client)).limit(CONNECTIONS).toList();
      var orders = clients.stream().mapToLong(Awaiting::result).sum();
      return orders / Numbers.secondsSince(startNanos);
    }
  }

  private long client(int skus, long endNanos) {
    var statements = script.statements();
    var prepared = new ArrayList<PreparedStatement>();
    var random = ThreadLocalRandom.current();
    long orders = 0;
    try (var connection = access.asAdmin(DATABASE)) {
      connection.setAutoCommit(false);
      for (var statement : statements) {
        prepared.add(connection.prepareStatement(statement.sql()));
      }
      for (; System.nanoTime() < endNanos; orders++) {
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
      return orders;
    } catch (SQLException failure) {
      throw new UnreachableException("the floor failed: " + failure.getMessage(), failure);
    }
  }

  private void dropDatabase() {
    execute(access.database(), "drop database if exists " + DATABASE + " with (force)");
  }

  private void execute(String database, String sql) {
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
    dropDatabase();
  }

  /** Its tables, and one order in one transaction in the words of pgbench. */
  record FloorScript(String schema, String order) {
    private static final Pattern VARIABLE = Pattern.compile("(?<!:):(s|b)\\b");

    /** What a client without pgbench leaves out: comments, pgbench's own words, and the frame. */
    private static final Pattern NO_STATEMENT = Pattern.compile("|(--|\\\\).*|BEGIN;|COMMIT;");

    static FloorScript load() {
      return new FloorScript(resource("/floor/schema.sql"), resource("/floor/order.sql"));
    }

    String sha256() {
      return Month.sha256((schema + order).getBytes(StandardCharsets.UTF_8));
    }

    record Prepared(String sql, List<String> variables) {}

    /** The statements between BEGIN and COMMIT, each variable a parameter. */
    List<Prepared> statements() {
      return order
          .lines()
          .map(String::strip)
          .filter(line -> !NO_STATEMENT.matcher(line).matches())
          .map(line ->
              new Prepared(
                  VARIABLE.matcher(line).replaceAll("?"),
                  VARIABLE.matcher(line).results().map(found -> found.group(1)).toList()))
          .toList();
    }

    private static String resource(String name) {
      return new String(Io.resource(name), StandardCharsets.UTF_8);
    }
  }
}
