package mercat.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A durable PostgreSQL server in a data directory, for as long as this object is open.
 *
 * <p>A server that outlived a killed Mercat is adopted. One that dies is started again, on the same
 * port, by a thread of its own. Closing stops it; the data stays.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final Duration POLL_EVERY = Duration.ofMillis(100);
  private static final Duration BACK_OFF_MAX = Duration.ofSeconds(5);
  private static final String CANNOT_CONNECT_NOW = "57P03";
  private static final int PORTS_TRIED_MAX = 3;
  private static final long ZOMBIE_POLL_NANOS = 5_000_000;

  private final DirectoryLock lock;
  private final PostgresDirectory directory;
  private final PostgresOptions options;
  private final boolean adopted;
  private final int port;
  private final List<Runnable> afterRestart = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread watcher;

  private EmbeddedPostgres(DirectoryLock lock, PostgresDirectory directory, PostgresOptions options)
      throws IOException {
    this.lock = lock;
    this.directory = directory;
    this.options = options;
    var survivor = adopt();
    this.adopted = survivor.isPresent();
    this.port = survivor.isPresent() ? survivor.get().port() : startOnSomePort();
    directory.rememberPort(port);
    this.watcher = Thread.ofPlatform().daemon().name("postgres-watch").unstarted(this::watch);
  }

  /**
   * Starts the server of a data directory, or adopts the one that runs there.
   *
   * @throws EmbeddedPostgresException when the directory is in use or of another version, or the
   *     server does not start; the message's first line says what to do
   */
  public static EmbeddedPostgres start(Path dataDirectory, PostgresOptions options) {
    requirePlain(dataDirectory.toAbsolutePath());
    try {
      var data = Files.createDirectories(dataDirectory).toRealPath();
      requirePlain(data);
      var home = Files.createDirectories(data.resolve("postgres"));
      var lock = DirectoryLock.take(data, home.resolve("lock"));
      try {
        var binaries =
            PostgresBinaries.unpackedInto(
                options.binaries().orElse(home.resolve("bin")), options.jar());
        var directory = PostgresDirectory.open(home, binaries);
        var server = new EmbeddedPostgres(lock, directory, options);
        server.watcher.start();
        return server;
      } catch (IOException | RuntimeException failure) {
        lock.close();
        throw failure;
      }
    } catch (IOException | UncheckedIOException failure) {
      throw new EmbeddedPostgresException(
          "the embedded database in " + dataDirectory + " cannot be used: " + failure, failure);
    }
  }

  /** Whether programs in this directory can be run by every account, and by PostgreSQL's own. */
  public static boolean isOpenToAll(Path directory) {
    for (var each = directory; each != null; each = each.getParent()) {
      try {
        if (!Files.getPosixFilePermissions(each).contains(PosixFilePermission.OTHERS_EXECUTE)) {
          return false;
        }
      } catch (IOException notThere) {
        return false;
      }
    }
    return isPlain(directory);
  }

  /** PostgreSQL's own programs hand their paths to a shell, in double quotes and as they are. */
  private static boolean isPlain(Path path) {
    return !path.toString().matches("(?s).*[$`\"\\\\\n].*");
  }

  private static void requirePlain(Path path) {
    if (!isPlain(path)) {
      throw new EmbeddedPostgresException(
          "the data directory %s has one of $ ` \" \\ in its path, which a shell would take for its own: choose another with --data"
              .formatted(path.toString().replace('\n', ' ')));
    }
  }

  /** Where it listens: this machine only. */
  public String host() {
    return PostgresDirectory.HOST;
  }

  /** The port on which it listens; it keeps it for as long as this object is open. */
  public int port() {
    return port;
  }

  public String superuser() {
    return PostgresDirectory.SUPERUSER;
  }

  public String password() {
    return directory.password();
  }

  /** The address of one of its databases for JDBC, without credentials. */
  public String jdbcUrl(String database) {
    return jdbcUrl(port, database);
  }

  private static String jdbcUrl(int port, String database) {
    return "jdbc:postgresql://" + PostgresDirectory.HOST + ":" + port + "/" + database;
  }

  public boolean isAdopted() {
    return adopted;
  }

  public Optional<Long> pid() {
    return running().map(Postmaster::pid);
  }

  private Optional<Postmaster> running() {
    return Postmaster.of(directory.path()).filter(Postmaster::lives);
  }

  /** Has something run, on the watching thread, each time the server was started again. */
  public void onRestart(Runnable action) {
    afterRestart.add(action);
  }

  @Override
  public void close() {
    if (stopWatching()) {
      try {
        if (!directory.stop()) {
          LOG.warn("the embedded database did not stop in time; its log: {}", directory.log());
        }
      } finally {
        lock.close();
      }
    }
  }

  /** Lets the server run on as if this process had been killed, but for the lock. */
  void abandon() {
    if (stopWatching()) {
      lock.close();
    }
  }

  private boolean stopWatching() {
    if (closed.getCount() == 0) {
      return false;
    }
    closed.countDown();
    try {
      watcher.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return true;
  }

  /** A server that runs already, when it is ours and as it would be started now. */
  private Optional<Postmaster> adopt() throws IOException {
    var running = running();
    if (running.isPresent() && running.get().isOtherProgram()) {
      LOG.info("the embedded database left a note behind when it died: removing it");
      Files.deleteIfExists(directory.path().resolve("postmaster.pid"));
      return Optional.empty();
    }
    if (running.isEmpty() || !becomesReady(running.get())) {
      return Optional.empty();
    }
    if (directory.isConfigured(running.get().port(), options.settings())) {
      return running;
    }
    LOG.info("the embedded database is running with other settings: starting it again");
    if (!directory.stop()) {
      throw new EmbeddedPostgresException(
          "the embedded database that runs as process %d does not stop: stop it by hand, then start again"
              .formatted(running.get().pid()));
    }
    return Optional.empty();
  }

  /** False when it stops instead, or is another process that has its number now. */
  private boolean becomesReady(Postmaster running) {
    var deadline = System.nanoTime() + PostgresDirectory.PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      var now = Postmaster.of(directory.path());
      if (now.isEmpty() || !running.sameStart(now.get()) || !running.lives()) {
        return false;
      }
      var identity = now.get().ready() ? identify(now.get().port()) : Identity.NOT_YET_KNOWN;
      if (identity != Identity.NOT_YET_KNOWN) {
        return identity == Identity.OURS;
      }
      if (pause(POLL_EVERY)) {
        return false;
      }
    }
    return false;
  }

  private enum Identity {
    OURS,
    NOT_OURS,
    NOT_YET_KNOWN
  }

  private Identity identify(int port) {
    var url = jdbcUrl(port, "postgres") + "?connectTimeout=5&socketTimeout=5";
    try (var connection = DriverManager.getConnection(url, superuser(), password());
        var statement = connection.createStatement();
        var rows = statement.executeQuery("show data_directory")) {
      var ours = rows.next() && Path.of(rows.getString(1)).equals(directory.path());
      return ours ? Identity.OURS : Identity.NOT_OURS;
    } catch (SQLException refused) {
      return CANNOT_CONNECT_NOW.equals(refused.getSQLState())
          ? Identity.NOT_YET_KNOWN
          : Identity.NOT_OURS;
    }
  }

  private int startOnSomePort() throws IOException {
    for (var attempt = 1; ; attempt++) {
      var candidate = directory.choosePort();
      directory.configure(candidate, options.settings());
      try {
        launch();
        return candidate;
      } catch (EmbeddedPostgresException failure) {
        var taken = String.valueOf(failure.getMessage()).contains("could not bind");
        if (!taken || attempt == PORTS_TRIED_MAX) {
          throw failure;
        }
      }
    }
  }

  private void launch() throws IOException {
    awaitNoZombie();
    var logged = directory.logLength();
    if (!directory.start()) {
      throw new EmbeddedPostgresException(
          "the embedded database did not start; the end of its log (%s):\n%s"
              .formatted(directory.log(), directory.logTail(logged)));
    }
  }

  private void awaitNoZombie() {
    var deadline = System.nanoTime() + PostgresDirectory.PATIENCE.toNanos();
    while (Postmaster.of(directory.path()).filter(Postmaster::isZombie).isPresent()
        && System.nanoTime() < deadline) {
      LockSupport.parkNanos(ZOMBIE_POLL_NANOS);
    }
  }

  private void watch() {
    while (!pause(POLL_EVERY)) {
      if (pid().isEmpty()) {
        LOG.error("the embedded database is gone: starting it again");
        restart();
      }
    }
  }

  /** Sees to it that the server runs again, unless somebody else has started it meanwhile. */
  void restart() {
    var wait = POLL_EVERY;
    while (true) {
      try {
        launchUnlessSomebodyElseDoes();
        LOG.warn("the embedded database runs again on port {}", port);
        afterRestart.forEach(Runnable::run);
        return;
      } catch (IOException | RuntimeException failure) {
        LOG.error("the embedded database could not be started again", failure);
      }
      if (pause(wait)) {
        return;
      }
      wait = wait.multipliedBy(2).compareTo(BACK_OFF_MAX) < 0 ? wait.multipliedBy(2) : BACK_OFF_MAX;
    }
  }

  private void launchUnlessSomebodyElseDoes() throws IOException {
    if (isStartedBySomebodyElse()) {
      return;
    }
    try {
      launch();
    } catch (EmbeddedPostgresException failure) {
      if (!isStartedBySomebodyElse()) {
        throw failure;
      }
    }
  }

  /**
   * Such as by an operator's {@code pg_ctl restart}: another start would fail as long as it runs.
   */
  private boolean isStartedBySomebodyElse() {
    var running = running();
    return running.isPresent()
        && !running.get().isOtherProgram()
        && running.get().port() == port
        && becomesReady(running.get());
  }

  /** Waits; true when this object is being closed instead. */
  private boolean pause(Duration time) {
    try {
      return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
