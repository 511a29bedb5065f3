package mercat.lab.torture;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mercat.lab.cluster.ClusterNode;
import mercat.lab.cluster.ClusterNode.NodeLife;
import mercat.lab.system.Awaiting;
import mercat.lab.system.HttpReads;
import mercat.lab.system.Repeated;

/** Asks every living node again and again who is there, and remembers when that was not so. */
final class TopologyWatch implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(2);

  private final List<ClusterNode> nodes;
  private final ExecutorService beside = Executors.newVirtualThreadPerTaskExecutor();
  private final Repeated ticking = new Repeated(EVERY, "topology", this::look);

  /** Looks that found something, by the moment at which each began. */
  private final NavigableMap<Long, TopologyTruth> untruths = new TreeMap<>();

  private long wholeNanos = System.nanoTime();
  private int looks;

  TopologyWatch(List<ClusterNode> nodes) {
    this.nodes = nodes;
  }

  private void look() {
    var beganNanos = System.nanoTime();
    var lives = lives();
    var views = views(lives);
    if (!NodeLife.areSame(lives, lives())) {
      return; // what was read is of neither moment
    }
    var truth = new TopologyTruth(lives, views, beganNanos);
    synchronized (this) {
      looks++;
      if (truth.isWhole()) {
        wholeNanos = beganNanos;
      } else {
        untruths.put(beganNanos, truth);
      }
    }
  }

  private List<NodeLife> lives() {
    return nodes.stream().map(ClusterNode::life).toList();
  }

  private Map<String, JsonNode> views(List<NodeLife> lives) {
    var asked = new LinkedHashMap<String, Future<Optional<JsonNode>>>();
    for (var i = 0; i < lives.size(); i++) {
      var node = nodes.get(i);
      if (lives.get(i).alive() && !lives.get(i).frozen()) {
        asked.put(
            node.name(), beside.submit(() -> HttpReads.json(node.ops(), "/topology", ANSWER_MAX)));
      }
    }
    var views = new LinkedHashMap<String, JsonNode>();
    asked.forEach((node, told) -> Awaiting.result(told).ifPresent(view -> views.put(node, view)));
    return views;
  }

  /** Whether all that was told was so when it was asked last, and that was after a moment. */
  synchronized boolean isWholeSince(long nanos) {
    return wholeNanos > nanos && (untruths.isEmpty() || wholeNanos > untruths.lastKey());
  }

  /** The last moment between two others at which something was not so; else the first of them. */
  synchronized long lastUntruthBetween(long from, long to) {
    var last = untruths.floorKey(to);
    return last == null ? from : Math.max(from, last);
  }

  /** The longest that a life which had ended was told of, between two moments. */
  synchronized long longestStaleBetween(long from, long to) {
    return untruths.subMap(from, true, to, true).values().stream()
        .mapToLong(TopologyTruth::staleNanos)
        .max()
        .orElse(0);
  }

  /** What was not so when that was seen last; empty when it never was. */
  synchronized String lastWords() {
    if (untruths.isEmpty()) {
      return "";
    }
    var truth = untruths.lastEntry().getValue();
    return (truth.stale().isEmpty() ? truth.missing() : truth.stale()).getFirst();
  }

  /** How often something was not so, be it while nodes were parted. */
  synchronized int untruths() {
    return untruths.size();
  }

  synchronized int looks() {
    return looks;
  }

  @Override
  public void close() {
    ticking.close();
    beside.shutdownNow();
  }
}
