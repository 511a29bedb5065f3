package mercat.lab.system;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mercat.verify.UnreachableException;

/**
 * A database server that a system brought along, as an outsider finds it: by its files.
 *
 * @param cluster its data directory
 * @param process the first of its processes
 */
public record EmbeddedServer(Path cluster, ProcessHandle process) {
  /** In which a server writes its process id, in the directory of its files. */
  private static final String NOTE = "postmaster.pid";

  private static final Duration STOP_MAX = Duration.ofSeconds(10);
  private static final Duration RESTART_MAX = Duration.ofSeconds(60);
  private static final int DEPTH_MAX = 4;

  public static EmbeddedServer of(Path data) {
    return runningBelow(data).stream()
        .findFirst()
        .orElseThrow(() -> new UnreachableException("no database server runs in " + data));
  }

  /** Every server that runs in a directory, those included that outlived their killed Mercat. */
  static List<EmbeddedServer> runningBelow(Path directory) {
    return Io.files(directory, DEPTH_MAX).stream()
        .filter(file -> file.endsWith(NOTE))
        .map(note -> requireNonNull(note.getParent()))
        .flatMap(cluster -> runningIn(cluster).stream())
        .toList();
  }

  private static Optional<EmbeddedServer> runningIn(Path cluster) {
    return pidIn(cluster.resolve(NOTE))
        .flatMap(EmbeddedServer::running)
        .map(process -> new EmbeddedServer(cluster, process));
  }

  /** Empty when the server has ended meanwhile and taken its note with it, or is writing it. */
  private static Optional<Long> pidIn(Path note) {
    try (var lines = Files.lines(note)) {
      return lines.findFirst().filter(line -> line.matches("[0-9]+")).map(Long::parseLong);
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  private static Optional<ProcessHandle> running(long pid) {
    return ProcessHandle.of(pid)
        .filter(process ->
            process.info().command().map(command -> command.contains("postgres")).orElse(false));
  }

  /** Ends its first process as a crash does; the others notice, and end too. */
  public void kill() {
    var unused = process.destroyForcibly();
  }

  /**
   * Has its own {@code pg_ctl} restart it without letting it clean up. Whether that program is the
   * one who starts it again does not matter: whoever watches over the server may be faster. Then
   * {@code pg_ctl} takes the new server for the old one and waits a minute for its end: it is not
   * waited for.
   */
  public void restartImmediately() {
    var command = new ArrayList<>(asItsUser());
    command.add(program("pg_ctl").toString());
    command.addAll(List.of("restart -s -w -m immediate -D".split(" ", -1)));
    command.addAll(
        List.of(cluster.toString(), "-l", cluster.resolveSibling("server.log").toString()));
    Io.run(
        "cannot run " + command.getFirst(),
        () -> {
          var restarting =
              new ProcessBuilder(command)
                  .directory(Path.of("/").toFile())
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                  .start();
          ChildGuard.ofThisProcess().guard(restarting);
          var unused = Awaiting.until(RESTART_MAX, () -> !restarting.isAlive() || isReplaced());
          restarting.destroyForcibly();
        });
  }

  private boolean isReplaced() {
    return runningIn(cluster).filter(server -> server.process().pid() != process.pid()).isPresent();
  }

  /** One of the programs that came with the server, wherever those are unpacked. */
  private Path program(String name) {
    return process
        .info()
        .command()
        .map(server -> Path.of(server).resolveSibling(name))
        .filter(Files::isExecutable)
        .orElseThrow(() -> new UnreachableException("there is no " + name + " beside the server"));
  }

  /** The server's programs refuse root: they run as whoever owns its files. */
  private List<String> asItsUser() {
    return Io.get(
        "cannot see whose " + cluster + " is",
        () -> {
          var me = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
          var owner = Files.getAttribute(cluster, "unix:uid");
          if (!me.equals(owner)) {
            var group = Files.getAttribute(cluster, "unix:gid");
            return List.of(
                "setpriv", "--reuid=" + owner, "--regid=" + group, "--clear-groups", "--");
          }
          return me.equals(0) ? List.of("unshare", "-U") : List.of();
        });
  }

  void stop() {
    process.destroy();
    if (!Awaiting.until(STOP_MAX, () -> !process.isAlive())) {
      kill();
    }
  }
}
