package mercat.testkit;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What this machine has room for. */
public final class Loopback {
  private static final Set<Integer> PORTS_GIVEN = ConcurrentHashMap.newKeySet();

  private Loopback() {}

  /** A port that nobody listens on now, and that nobody in this process was given before. */
  public static int freePort() {
    int port = anyPort();
    while (!PORTS_GIVEN.add(port)) {
      port = anyPort();
    }
    return port;
  }

  private static int anyPort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException none) {
      throw new UncheckedIOException(none);
    }
  }

  /** How many files this process may open, connections among them; 0 where nobody knows. */
  public static long filesMax() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : 0;
  }
}
