package mercat.lab.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
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
    if (!Files.exists(path.resolve(OWNER)) && !isEmpty(path)) {
      throw new UnreachableException(
          path + " was not made by this command and is not empty: it is left alone");
    }
    take(path);
    try {
      EmbeddedServer.runningBelow(path).forEach(EmbeddedServer::stop);
      deleteAllBelow(path);
    } catch (IOException failure) {
      throw new UnreachableException(path + " cannot be emptied: " + failure.getMessage(), failure);
    }
  }

  /** How much is in it, as far as it can be read. */
  public static long bytes(Path path) {
    try (var files = Files.walk(path)) {
      return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
    } catch (IOException | UncheckedIOException changing) {
      return 0;
    }
  }

  private static boolean isEmpty(Path path) {
    try (var files = Files.list(path)) {
      return files.findAny().isEmpty();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
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

  private static void deleteAllBelow(Path path) throws IOException {
    try (var files = Files.walk(path)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(path)) {
          Files.delete(file);
        }
      }
    }
  }

  /** The back office's token, as whoever started the system first left it. */
  public static String adminToken(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException missing) {
      throw new UnreachableException(
          "no token for the back office: cannot read %s (see --admin-token-file)".formatted(file),
          missing);
    }
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
        && (arguments.contains("up") || arguments.contains("serve"))
        && at >= 0
        && at + 1 < arguments.size()
        && Path.of(arguments.get(at + 1)).startsWith(data);
  }
}
