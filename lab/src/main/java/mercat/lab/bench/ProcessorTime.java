package mercat.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import mercat.verify.ReadSession;

/** Processor time as Linux counts it, in microseconds; 0 where the machine does not tell. */
final class ProcessorTime {
  /** What Linux counts in, whatever its kernel is built with. */
  private static final long TICK_MICROS = 10_000;

  private ProcessorTime() {}

  /**
   * Of one process; the figures of {@code /proc/PID/stat} by their places after the name.
   *
   * @param own of itself
   * @param ended of its children that have ended
   */
  private record Ticks(long parent, long own, long ended) {
    static Optional<Ticks> of(String pid) {
      try {
        var line = Files.readString(Path.of("/proc", pid, "stat"));
        var words = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        return Optional.of(
            new Ticks(
                Long.parseLong(words[1]),
                Long.parseLong(words[11]) + Long.parseLong(words[12]),
                Long.parseLong(words[13]) + Long.parseLong(words[14])));
      } catch (IOException ended) {
        return Optional.empty();
      }
    }
  }

  static long of(long pid) {
    return Ticks.of(String.valueOf(pid)).map(Ticks::own).orElse(0L) * TICK_MICROS;
  }

  static long ofSelf() {
    return of(ProcessHandle.current().pid());
  }

  /** Of every child of this process that has ended. */
  static long ofEndedChildren() {
    return Ticks.of("self").map(Ticks::ended).orElse(0L) * TICK_MICROS;
  }

  /** Of all processes of the database server, those that have ended included. */
  static long ofServer(ReadSession session) {
    var backend = String.valueOf(session.number("select pg_backend_pid()"));
    if (!isPostgres(backend)) {
      return 0; // a server on another machine
    }
    var first = Ticks.of(backend).orElseThrow().parent();
    var ticks = Ticks.of(String.valueOf(first)).map(own -> own.own() + own.ended()).orElse(0L);
    var living =
        ProcessHandle.of(first).stream()
            .flatMap(ProcessHandle::children)
            .flatMap(child -> Ticks.of(String.valueOf(child.pid())).stream())
            .mapToLong(Ticks::own)
            .sum();
    return (ticks + living) * TICK_MICROS;
  }

  private static boolean isPostgres(String pid) {
    try {
      return Files.readString(Path.of("/proc", pid, "comm")).startsWith("postgres");
    } catch (IOException notHere) {
      return false;
    }
  }
}
