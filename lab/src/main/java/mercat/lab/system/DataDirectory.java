package mercat.lab.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mercat.verify.UnreachableException;

/** Data directories that belong to a command of the lab and may be emptied. */
public final class DataDirectory {
  private static final String OWNER = "lab.pid";
  private static final Duration GONE_MAX = Duration.ofSeconds(10);

  private DataDirectory() {}

  /** An empty one that belongs to this process from now on. */
  public static void fresh(Path path) {
    empty(path);
    take(path);
  }

  /** Takes the directory for this process; refuses when another command still works in it. */
  public static void take(Path path) {
    var owner = path.resolve(OWNER);
    try {
      if (Files.exists(owner)) {
        var pid = Long.parseLong(Files.readString(owner).strip());
        if (pid != ProcessHandle.current().pid() && isJava(pid)) {
          throw new UnreachableException(
              "%s is in use by process %d: stop it, or choose another --data".formatted(path, pid));
        }
      }
      Files.createDirectories(path);
      Files.writeString(owner, ProcessHandle.current().pid() + "\n");
    } catch (NumberFormatException notOurs) {
      throw new UnreachableException(owner + " is not what the lab wrote", notOurs);
    } catch (IOException failure) {
      throw new UnreachableException(path + " cannot be used: " + failure.getMessage(), failure);
    }
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
        "no token for the back office: cannot read %s (see --admin-token-file)".formatted(file),
        () -> Files.readString(file).strip());
  }

  /** Ends every node and database that was started in a directory; gives how many there were. */
  public static int endOrphans(Path data) {
    var orphans =
        ProcessHandle.allProcesses().filter(process -> isSystemIn(process, data)).toList();
    orphans.forEach(ProcessHandle::destroyForcibly);
    var unused =
        Awaiting.until(
            GONE_MAX,
            Duration.ofMillis(20),
            () -> orphans.stream().noneMatch(ProcessHandle::isAlive));
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
