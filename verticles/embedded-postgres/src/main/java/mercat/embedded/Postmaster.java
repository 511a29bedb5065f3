package mercat.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a server has written about itself in postmaster.pid.
 *
 * @param pid of its first process
 * @param started in seconds since 1970: with the pid it names one start
 * @param port on which it listens
 * @param ready whether it takes connections
 */
record Postmaster(long pid, long started, int port, boolean ready) {
  /** What a server directory says; empty where no server was started, or it has stopped. */
  static Optional<Postmaster> of(Path cluster) {
    try {
      var lines = Files.readAllLines(cluster.resolve("postmaster.pid"));
      return lines.size() < 4
          ? Optional.empty()
          : Optional.of(
              new Postmaster(
                  Long.parseLong(lines.get(0).strip()),
                  Long.parseLong(lines.get(2).strip()),
                  Integer.parseInt(lines.get(3).strip()),
                  lines.size() > 7 && lines.get(7).startsWith("ready")));
    } catch (NoSuchFileException | NumberFormatException stoppedOrHalfWritten) {
      return Optional.empty();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Whether its first process lives. A zombie, whose parent has not reaped it, does not. */
  boolean lives() {
    if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()) {
      return false;
    }
    try {
      var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return !stat.substring(stat.lastIndexOf(')') + 1).startsWith(" Z");
    } catch (NoSuchFileException otherSystem) {
      return ProcessHandle.of(pid).isPresent();
    } catch (IOException gone) {
      return false;
    }
  }

  /** Whether it is dead but still has its pid, which a new server would take for a living one. */
  boolean isZombie() {
    return ProcessHandle.of(pid).isPresent() && !lives();
  }

  /** Whether another program has its pid by now, as after a restart of the machine. */
  boolean isOtherProgram() {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().command())
        .filter(command -> !Path.of(command).endsWith("postgres"))
        .isPresent();
  }

  boolean sameStart(Postmaster other) {
    return pid == other.pid && started == other.started;
  }
}
