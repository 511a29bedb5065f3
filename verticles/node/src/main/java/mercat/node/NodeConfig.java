package mercat.node;

import java.time.Duration;
import java.util.Set;

/**
 * What one process is.
 *
 * @param id names it in the cluster; empty = made from its pid
 * @param contexts hosted here, {@code edge} among them, {@code core} for every context; empty = all
 * @param opsHost where the operations listener listens; never a public address
 * @param opsPort health, metrics, topology
 * @param eventLoops threads that serve HTTP and sockets
 * @param edgeInstances HTTP servers that share the port
 * @param connectionsMax open at once at each port that this process listens on, 1 or more, and at
 *     most a third of the files that it may open; one more is closed
 * @param notice how long a node that was told to stop still serves while it says that it is not
 *     ready, so that balancers and other nodes turn away before it closes
 * @param drain how long a stop waits for what is under way
 */
record NodeConfig(
    String id,
    Set<String> contexts,
    String opsHost,
    int opsPort,
    int eventLoops,
    int edgeInstances,
    int connectionsMax,
    Duration notice,
    Duration drain) {
  NodeConfig {
    contexts = Set.copyOf(contexts);
    if (connectionsMax < 1) {
      throw new IllegalArgumentException("node.connections-max is at least 1");
    }
  }

  static NodeConfig defaults() {
    return new NodeConfig(
        "", Set.of(), "127.0.0.1", 9090, 2, 2, 12_000, Duration.ZERO, Duration.ofSeconds(20));
  }
}
