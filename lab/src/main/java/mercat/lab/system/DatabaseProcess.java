package mercat.lab.system;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mercat.verify.DatabaseAccess;
import mercat.verify.UnreachableException;

/** A database that is no node's child: {@code db serve}, the server it watches, and their files. */
public final class DatabaseProcess implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofMinutes(1);
  private static final Duration STOP_MAX = Duration.ofSeconds(30);

  private final Path data;
  private final Optional<String> listen;
  private final Optional<Path> build;
  private Process watcher;
  private boolean closing;

  private DatabaseProcess(Path data, Optional<String> listen, Optional<Path> build) {
    this.data = data;
    this.listen = listen;
    this.build = build;
    this.watcher = launch();
  }

  /**
   * Starts it and waits until it answers.
   *
   * @param listen a further address at which it is reached
   * @param build another build of Mercat, which prepares it as before a rollout
   */
  public static DatabaseProcess start(Path data, Optional<String> listen, Optional<Path> build) {
    return Io.prepared(
        new DatabaseProcess(data, listen, build),
        begun -> ChildProcess.awaitReady(begun.watcher, begun.log(), START_MAX, begun::answers));
  }

  private Process launch() {
    var words = new ArrayList<>(List.of("db", "serve", "--data", data.toString()));
    listen.ifPresent(address -> words.addAll(List.of("--listen", address)));
    var command =
        SystemLaunch.Program.small(ChildProcess.ownSession(), 96).by(build).command(words);
    return ChildProcess.start(command, log(), Map.of());
  }

  public boolean answers() {
    try (var connection = access().asVerifier()) {
      return connection.isValid(1);
    } catch (UnreachableException | SQLException notYet) {
      return false;
    }
  }

  public Path log() {
    return data.resolve("database.log");
  }

  public DatabaseAccess access() {
    return DatabaseAccess.required(data);
  }

  /** What {@code up --db} wants, for nodes that reach it where it listens besides. */
  public String adminUrl() {
    var access = access();
    return listen.map(address -> access.at(address).adminUrl()).orElseGet(access::adminUrl);
  }

  /** Starts the watcher again when it was killed, and says so; the server may have outlived it. */
  public synchronized boolean revive() {
    if (closing || watcher.isAlive()) {
      return false;
    }
    watcher = launch();
    return true;
  }

  public void kill() {
    EmbeddedServer.of(data).kill();
  }

  /** Ends the process that watches the server, which lives on and is adopted by the next one. */
  public synchronized void killWatcher() {
    var unused = watcher.destroyForcibly();
  }

  /** Server and watcher at once, as when the machine loses its power. */
  public synchronized void killAll() {
    var server = EmbeddedServer.of(data);
    var unused = watcher.destroyForcibly();
    server.kill();
  }

  public void restartImmediately() {
    EmbeddedServer.of(data).restartImmediately();
  }

  /** Lets the server be dead for a while: whoever would start it again cannot. */
  public void stayDown(Duration length) {
    ChildProcess.signal("STOP", watcher.pid());
    try {
      EmbeddedServer.of(data).kill();
      Awaiting.pause(length);
    } finally {
      ChildProcess.signal("CONT", watcher.pid());
    }
  }

  @Override
  public synchronized void close() {
    closing = true;
    ChildProcess.stop(watcher, STOP_MAX);
  }
}
