package mercat.notifications;

import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.List;

/** What the names of hosts stand for now. */
@FunctionalInterface
interface HostAddresses {
  /** All addresses of a name; fails, or is empty, when there are none. Ends within seconds. */
  Future<List<InetAddress>> of(String host);
}
