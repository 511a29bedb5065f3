package mercat.lab.discovery;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mercat.lab.load.ServerAddress;
import mercat.lab.system.Awaiting;
import mercat.lab.system.Repeated;
import mercat.verify.UnreachableException;

/** The edges that a client knows: what etcd told when it was read last, several times a second. */
final class FoundEdges implements AutoCloseable {
  private static final Duration READ_EVERY = Duration.ofMillis(200);
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final Duration READ_MAX = Duration.ofSeconds(30);

  private final EtcdServer etcd;
  private final Repeated reading;
  private volatile Reading last = new Reading(Map.of(), System.nanoTime() - READ_MAX.toNanos());

  /** What was listed, by node; and a moment at which the question was not asked yet. */
  private record Reading(Map<String, ServerAddress> edges, long beganNanos) {}

  FoundEdges(EtcdServer etcd) {
    this.etcd = etcd;
    this.reading = new Repeated(READ_EVERY, "read-etcd", this::read);
  }

  private void read() {
    var beganNanos = System.nanoTime();
    try {
      var edges =
          etcd.edges().entrySet().stream()
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey,
                      edge -> ServerAddress.of(edge.getValue().path("address").asText())));
      last = new Reading(edges, beganNanos);
    } catch (UnreachableException silent) {
      // What was known grows old, and whoever waits for something fresh says so.
    }
  }

  boolean lists(String node) {
    return last.edges().containsKey(node);
  }

  /** Whom one may ask now, by what etcd told within the last second; it may be nobody. */
  List<ServerAddress> addresses() {
    if (!Awaiting.until(READ_MAX, Duration.ofMillis(20), this::isFresh)) {
      throw new UnreachableException("etcd has not answered for " + READ_MAX.toSeconds() + " s");
    }
    return List.copyOf(last.edges().values());
  }

  private boolean isFresh() {
    return System.nanoTime() - last.beganNanos() < FRESH.toNanos();
  }

  @Override
  public void close() {
    reading.close();
  }
}
