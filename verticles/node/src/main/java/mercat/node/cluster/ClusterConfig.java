package mercat.node.cluster;

import java.time.Duration;
import java.util.List;

/**
 * How a node joins others.
 *
 * @param enabled whether it joins at all
 * @param name of the cluster; nodes of another name are strangers
 * @param host the address this node listens on for the others, and at which they reach it
 * @param port where members of the cluster find it
 * @param busPort where the event bus of others reaches its own
 * @param members {@code host:port} of every node; behind {@code hazelcast-kubernetes.yaml} the DNS
 *     name of the headless service
 * @param membership the Hazelcast configuration: one that the jar brings, or a file's path
 * @param certificates directory of {@code ca.pem}, {@code node.pem} and {@code node.key} for the
 *     bus; empty = the bus speaks plainly to whoever reaches it
 * @param certificateWarning how long before one of them expires the node begins to warn
 */
public record ClusterConfig(
    boolean enabled,
    String name,
    String host,
    int port,
    int busPort,
    List<String> members,
    String membership,
    String certificates,
    Duration certificateWarning) {
  public ClusterConfig {
    members = List.copyOf(members);
  }

  /** A node of its own. */
  public static ClusterConfig defaults() {
    return new ClusterConfig(
        false,
        "mercat",
        "127.0.0.1",
        5701,
        5801,
        List.of(),
        "hazelcast.yaml",
        "",
        Duration.ofDays(14));
  }
}
