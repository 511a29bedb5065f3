package mercat.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of an embedded server, a database cluster in PostgreSQL's words: made once by initdb,
 * kept between runs.
 */
final class PostgresDirectory {
  static final String SUPERUSER = "mercat";
  static final String HOST = "127.0.0.1";

  /** How long a start, recovery included, or a stop may take. */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Since when a locale need not come from the system. */
  private static final int BUILTIN_LOCALE = 17;

  private static final long LOG_BYTES_MAX = 16 << 20;
  private static final int TAIL_BYTES_MAX = 16_384;
  private static final int TAIL_LINES_MAX = 15;

  /** What a commit promises is the server's default, and said all the same. */
  private static final String STANDARD =
      """
      # Written by Mercat at every start. Of what is said twice the last holds.
      listen_addresses = '127.0.0.1'
      unix_socket_directories = ''
      max_connections = 200
      password_encryption = 'scram-sha-256'
      fsync = on
      synchronous_commit = on
      full_page_writes = on
      shared_buffers = 256MB
      wal_buffers = 16MB
      min_wal_size = 1GB
      max_wal_size = 4GB
      checkpoint_timeout = 15min
      autovacuum = on
      jit = off
      max_parallel_workers_per_gather = 0
      shared_preload_libraries = 'pg_stat_statements'
      timezone = 'UTC'
      log_timezone = 'UTC'
      log_line_prefix = '%m [%p] %u@%d '
      """;

  private final Path home;
  private final Path directory;
  private final PostgresBinaries binaries;
  private final ServerAccount account;
  private final String password;

  private PostgresDirectory(
      Path home,
      Path directory,
      PostgresBinaries binaries,
      ServerAccount account,
      String password) {
    this.home = home;
    this.directory = directory;
    this.binaries = binaries;
    this.account = account;
    this.password = password;
  }

  /**
   * Opens the cluster under {@code home}, and makes it when there is none.
   *
   * @throws EmbeddedPostgresException when another version of PostgreSQL made it, or it cannot be
   *     made
   */
  static PostgresDirectory open(Path home, PostgresBinaries binaries) throws IOException {
    var directory = home.resolve("cluster");
    var account = ServerAccount.of(home, directory, binaries);
    var password = password(home.resolve("password"), Files.exists(directory));
    var opened = new PostgresDirectory(home, directory, binaries, account, password);
    if (!Files.exists(directory)) {
      opened.initialise();
    }
    opened.requireVersion();
    return opened;
  }

  Path path() {
    return directory;
  }

  String password() {
    return password;
  }

  Path log() {
    return home.resolve("server.log");
  }

  /** The port it had last time, when that is free; else a new one. */
  int choosePort() throws IOException {
    var remembered = home.resolve("port");
    if (Files.exists(remembered)) {
      try {
        var port = Integer.parseInt(Files.readString(remembered).strip());
        if (free(port)) {
          return port;
        }
      } catch (IllegalArgumentException unreadable) {
        Files.delete(remembered);
      }
    }
    try (var socket = new ServerSocket(0, 1, loopback())) {
      return socket.getLocalPort();
    }
  }

  void rememberPort(int port) throws IOException {
    Files.writeString(home.resolve("port"), port + "\n");
  }

  /** Whether postgresql.conf says already what {@link #configure} would write. */
  boolean isConfigured(int port, Map<String, String> others) throws IOException {
    var file = directory.resolve("postgresql.conf");
    return Files.exists(file) && Files.readString(file).equals(text(port, others));
  }

  void configure(int port, Map<String, String> others) throws IOException {
    write(directory.resolve("pg_hba.conf"), access(others));
    write(directory.resolve("postgresql.conf"), text(port, others));
  }

  private void write(Path file, String text) throws IOException {
    var fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, text);
    account.own(fresh);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Starts the server, in a session of its own, so that Ctrl-C does not reach it. Done when it
   * takes connections; false when it does not.
   */
  boolean start() throws IOException {
    prepareLog();
    return ctl("start", "-l", log().toString());
  }

  /** Stops the server: its transactions are rolled back, everything committed is on disk. */
  boolean stop() {
    return ctl("stop", "-m", "fast");
  }

  private boolean ctl(String... words) {
    var command = new ArrayList<>(List.of(binaries.program("pg_ctl")));
    command.addAll(List.of(words));
    var seconds = String.valueOf(PATIENCE.toSeconds());
    command.addAll(List.of("-w", "-t", seconds, "-s", "-D", directory.toString()));
    return account.run(PATIENCE.plusSeconds(5), command).succeeded();
  }

  /** The last lines that the server wrote since its log had {@code from} bytes. */
  String logTail(long from) throws IOException {
    if (!Files.exists(log())) {
      return "";
    }
    try (var file = new RandomAccessFile(log().toFile(), "r")) {
      var begin = Math.max(Math.min(from, file.length()), file.length() - TAIL_BYTES_MAX);
      var bytes = new byte[(int) (file.length() - begin)];
      file.seek(begin);
      file.readFully(bytes);
      var lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      var tail = lines.subList(Math.max(0, lines.size() - TAIL_LINES_MAX), lines.size());
      return String.join("\n", tail);
    }
  }

  long logLength() throws IOException {
    return Files.exists(log()) ? Files.size(log()) : 0;
  }

  /** Who may connect: this machine, and the networks of what it listens on besides. */
  private static String access(Map<String, String> others) {
    var text =
        """
        # Written by Mercat at every start.
        host all all 127.0.0.1/32 scram-sha-256
        """;
    return others.getOrDefault("listen_addresses", HOST).equals(HOST)
        ? text
        : text + "host all all samenet scram-sha-256\n";
  }

  private void prepareLog() throws IOException {
    if (logLength() > LOG_BYTES_MAX) {
      Files.move(log(), home.resolve("server.log.old"), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.exists(log())) {
      Files.createFile(
          log(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      account.own(log());
    }
  }

  /** In a directory beside it, moved when complete, so that a half made one is never opened. */
  private void initialise() throws IOException {
    var fresh = home.resolve("cluster.new");
    var passwordFile = home.resolve("password.new");
    PostgresBinaries.delete(fresh);
    Files.createDirectory(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    account.own(fresh);
    Files.deleteIfExists(passwordFile);
    writeSecret(passwordFile, password);
    account.own(passwordFile);
    var command =
        new ArrayList<>(
            List.of(
                binaries.program("initdb"),
                "--pgdata=" + fresh,
                "--username=" + SUPERUSER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--data-checksums",
                "--no-instructions"));
    if (binaries.major() >= BUILTIN_LOCALE) {
      command.addAll(List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
      command.add("--sync-method=" + (isLinux() ? "syncfs" : "fsync"));
    }
    var result = account.run(PATIENCE, command);
    Files.delete(passwordFile);
    if (!result.succeeded()) {
      throw new EmbeddedPostgresException(
          "the embedded database could not be made in " + fresh + "\n" + result.output());
    }
    Files.move(fresh, directory, StandardCopyOption.ATOMIC_MOVE);
  }

  private void requireVersion() throws IOException {
    var made = Files.readString(directory.resolve("PG_VERSION")).strip();
    if (!made.equals(Integer.toString(binaries.major()))) {
      throw new EmbeddedPostgresException(
          ("the database in %s was made by PostgreSQL %s, and this Mercat brings %d:"
                  + " use the Mercat that made it, or choose another directory with --data")
              .formatted(directory, made, binaries.major()));
    }
  }

  private static String text(int port, Map<String, String> others) {
    var text = new StringBuilder(STANDARD).append("port = ").append(port).append('\n');
    new TreeMap<>(others)
        .forEach((name, value) ->
            text.append(name).append(" = '").append(value.replace("'", "''")).append("'\n"));
    return text.toString();
  }

  private static String password(Path file, boolean mustExist) throws IOException {
    if (Files.exists(file)) {
      return Files.readString(file).strip();
    }
    if (mustExist) {
      throw new EmbeddedPostgresException(
          file + " is missing: it holds the password of the database beside it. Put it back.");
    }
    var bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    var password = HexFormat.of().formatHex(bytes);
    writeSecret(file, password);
    return password;
  }

  private static void writeSecret(Path file, String secret) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, secret + "\n", StandardOpenOption.WRITE);
  }

  private static boolean free(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(loopback(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  private static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  private static boolean isLinux() {
    return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");
  }
}
