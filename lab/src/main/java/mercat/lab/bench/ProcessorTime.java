package mercat.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mercat.verify.ReadSession;

/** Processor time as Linux counts it, in microseconds; 0 where the machine does not tell. */
final class ProcessorTime {
  /** What Linux counts in, whatever its kernel is built with. */
  private static final long TICK_MICROS = 10_000;

  private ProcessorTime() {}

  /** Where {@code /proc/PID/stat} has its figures, counted after the name. */
  private static final int PARENT = 1;

  private static final int OWN = 11;
  private static final int OF_ENDED_CHILDREN = 13;

  static long of(long pid) {
    return micros(pid, OWN);
  }

  static long ofSelf() {
    return of(ProcessHandle.current().pid());
  }

  /** Of every child of this process that has ended. */
  static long ofEndedChildren() {
    return micros(ProcessHandle.current().pid(), OF_ENDED_CHILDREN);
  }

  /** Of all processes of the database server, those that have ended included. */
  static long ofServer(ReadSession session) {
    if (!isHere(session)) {
      return 0;
    }
    var first = figure(session.number("select pg_backend_pid()"), PARENT);
    return of(first)
        + micros(first, OF_ENDED_CHILDREN)
        + ProcessHandle.of(first).stream()
            .flatMap(ProcessHandle::children)
            .mapToLong(child -> of(child.pid()))
            .sum();
  }

  /** Of the server's processes that serve these connections, summed by whose they are. */
  static Map<String, Long> ofConnections(
      ReadSession session, List<Map.Entry<Long, String>> ownersByProcess) {
    var all = new HashMap<String, Long>();
    if (isHere(session)) {
      ownersByProcess.forEach(one -> all.merge(one.getValue(), of(one.getKey()), Long::sum));
    }
    return all;
  }

  /** False where the server is on another machine. */
  private static boolean isHere(ReadSession session) {
    return read(session.number("select pg_backend_pid()"), "comm").startsWith("postgres");
  }

  /** In user's and kernel's time, which stand side by side. */
  private static long micros(long pid, int place) {
    return (figure(pid, place) + figure(pid, place + 1)) * TICK_MICROS;
  }

  private static long figure(long pid, int place) {
    var line = read(pid, "stat");
    var figures = line.substring(line.lastIndexOf(')') + 1).strip().split(" ", -1);
    return figures.length > place ? Long.parseLong(figures[place]) : 0;
  }

  /** Empty where the process has ended, or the machine does not tell. */
  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", String.valueOf(pid), file));
    } catch (IOException ended) {
      return "";
    }
  }
}
