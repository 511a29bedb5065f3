package mercat.testkit;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What this machine has room for. */
public final class Loopback {
  /** Modules are tested two at a time: each process has stretches of ports for itself. */
  static final int STRETCH = 200;

  private static final int STRETCHES = 55;
  static final int PORTS_FROM = 10_000;
  private static final Map<Integer, FileChannel> TAKEN = new HashMap<>();
  private static final Queue<Integer> PORTS = new ArrayDeque<>();

  private Loopback() {}

  /**
   * A port that nobody listens on now, and that no test of this or another process was given
   * before. It lies below those that the system itself hands out (Linux: from 32768 on) and those
   * that the lab gives its systems, so that no connection and no other listener takes it between
   * now and its use.
   */
  public static synchronized int freePort() {
    while (true) {
      if (PORTS.isEmpty()) {
        PORTS.addAll(stretch());
      }
      int port = PORTS.remove();
      if (isFree(port)) {
        return port;
      }
    }
  }

  private static Queue<Integer> stretch() {
    var all = IntStream.range(0, STRETCHES).boxed().collect(Collectors.toList());
    Collections.shuffle(all);
    int from =
        PORTS_FROM
            + STRETCH
                * all.stream()
                    .filter(Loopback::take)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("other processes have all ports"));
    return IntStream.range(from, from + STRETCH)
        .boxed()
        .collect(Collectors.toCollection(ArrayDeque::new));
  }

  /** Whether a stretch was nobody's; if so, it is this process's from now on until it ends. */
  static synchronized boolean take(int stretch) {
    if (TAKEN.containsKey(stretch)) {
      return false; // to open the file once more, and close it, would give its lock away
    }
    try {
      var locks =
          Files.createDirectories(
              Path.of(
                  System.getProperty("java.io.tmpdir"),
                  "mercat-ports-of-" + System.getProperty("user.name")));
      var lock =
          FileChannel.open(
              locks.resolve(String.valueOf(stretch)),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      if (lock.tryLock() == null) {
        lock.close();
        return false;
      }
      TAKEN.put(stretch, lock);
      return true;
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  /** How many files this process may open, connections among them; 0 where nobody knows. */
  public static long filesMax() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : 0;
  }
}
