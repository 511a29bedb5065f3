package mercat.testkit;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** What this machine has room for. */
public final class Loopback {
  private static final int PORTS_FROM = 10_000;
  private static final int PORTS_END = 32_768;
  private static final Set<Integer> PORTS_GIVEN = ConcurrentHashMap.newKeySet();

  private Loopback() {}

  /**
   * A port that nobody listens on now, and that nobody in this process was given before. It lies
   * below those that the system itself hands out (Linux: from 32768 on), so that no connection and
   * no other listener takes it between now and its use.
   */
  public static int freePort() {
    int port = ThreadLocalRandom.current().nextInt(PORTS_FROM, PORTS_END);
    return isFree(port) && PORTS_GIVEN.add(port) ? port : freePort();
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
