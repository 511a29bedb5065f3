package mercat.lab.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import mercat.verify.UnreachableException;

/** Data directories that belong to a command of the lab and may be emptied. */
public final class DataDirectory {
  private static final String OWNER = "lab.pid";
  private static final Duration GONE_MAX = Duration.ofSeconds(10);

  /** More than a guard takes, who gives children and then servers ten seconds to end. */
  private static final Duration GUARD_MAX = Duration.ofMinutes(1);

  private DataDirectory() {}

  /** An empty one that belongs to this process from now on. */
  public static void fresh(Path path) {
    empty(path);
    take(path);
  }

  /**
   * Takes the directory for this process, once nothing is left of a command that had it and is
   * gone; refuses when one still works in it. Database servers in it end with this process.
   */
  public static void take(Path path) {
    var owner = path.resolve(OWNER);
    try {
      if (Files.exists(owner)) {
        awaitLeft(path, owner);
      }
      Files.createDirectories(path);
      var guard = ChildGuard.ofThisProcess();
      Files.writeString(owner, "%d%n%d%n".formatted(ProcessHandle.current().pid(), guard.pid()));
      guard.guardServers(path.toRealPath());
    } catch (NumberFormatException notOurs) {
      throw new UnreachableException(owner + " is not what the lab wrote", notOurs);
    } catch (IOException failure) {
      throw new UnreachableException(path + " cannot be used: " + failure.getMessage(), failure);
    }
  }

  /** Waits for whoever ends what a command has left that was killed. */
  private static void awaitLeft(Path path, Path owner) throws IOException {
    var pids = Files.readString(owner).lines().map(Long::parseLong).toList();
    if (pids.isEmpty() || pids.getFirst() == ProcessHandle.current().pid()) {
      return;
    }
    if (isJava(pids.getFirst())) {
      throw new UnreachableException(
          "%s is in use by process %d: stop it, or choose another --data"
              .formatted(path, pids.getFirst()));
    }
    var taken = Files.getLastModifiedTime(owner).toInstant().plus(Duration.ofSeconds(2));
    for (var guard : pids.subList(1, pids.size())) {
      var unused = Awaiting.until(GUARD_MAX, () -> !isSince(guard, taken));
    }
  }

  /** Whether a process lives that began before that; a later one only has its number. */
  private static boolean isSince(long pid, Instant latest) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(process -> process.info().startInstant())
        .filter(start -> start.isBefore(latest))
        .isPresent();
  }

  /**
   * Deletes what the last run left, the database included. Only a directory that the lab took
   * before is emptied, so that a wrong {@code --data} costs nobody their files.
   */
  public static void empty(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    if (!Files.exists(path.resolve(OWNER)) && Io.files(path, 1).size() > 1) {
      throw new UnreachableException(
          path + " was not made by this command and is not empty: it is left alone");
    }
    take(path);
    Io.run(
        path + " cannot be emptied",
        () -> {
          EmbeddedServer.runningBelow(path).forEach(EmbeddedServer::stop);
          for (var file : Io.files(path, Integer.MAX_VALUE).reversed()) {
            if (!file.equals(path)) {
              Files.delete(file);
            }
          }
        });
  }

  /** How much is in it, as far as it can be read. */
  public static long bytes(Path path) {
    try {
      return Io.files(path, Integer.MAX_VALUE).stream()
          .mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0)
          .sum();
    } catch (UnreachableException changing) {
      return 0;
    }
  }

  /** Whether a process lives that could be a command of Mercat. */
  public static boolean isJava(long pid) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(process -> process.info().command())
        .map(command -> command.endsWith("java"))
        .orElse(false);
  }

  /** The back office's token, as whoever started the system first left it. */
  public static String adminToken(Path file) {
    return Io.get(
        ("no token for the back office: cannot read %s, which ./mercat up writes"
                + " (see --data and --admin-token-file)")
            .formatted(file),
        () -> Files.readString(file).strip());
  }

  /** Ends every node and database that was started in a directory; gives how many there were. */
  public static int endOrphans(Path data) {
    var orphans =
        ProcessHandle.allProcesses().filter(process -> isSystemIn(process, data)).toList();
    orphans.forEach(ProcessHandle::destroyForcibly);
    var unused = Awaiting.until(GONE_MAX, () -> orphans.stream().noneMatch(ProcessHandle::isAlive));
    return orphans.size();
  }

  private static boolean isSystemIn(ProcessHandle process, Path data) {
    var arguments = List.of(process.info().arguments().orElse(new String[0]));
    var at = arguments.indexOf("--data");
    return isJava(process.pid())
        && (arguments.contains("up")
            || arguments.contains("serve")
            || arguments.contains("provider"))
        && at >= 0
        && at + 1 < arguments.size()
        && Path.of(arguments.get(at + 1)).startsWith(data);
  }
}
