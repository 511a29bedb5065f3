package mercat.lab.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mercat.lab.cluster.ClusterNode;
import mercat.lab.cluster.NodeLife;
import mercat.lab.system.Awaiting;
import mercat.lab.system.HttpReads;
import mercat.lab.system.Ticking;

/** Asks every living node again and again who is there, and remembers when that was not so. */
final class TopologyWatch implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(2);

  private final List<ClusterNode> nodes;
  private final ExecutorService beside = Executors.newVirtualThreadPerTaskExecutor();
  private final Ticking ticking = Ticking.every(EVERY, "topology", this::look);
  private final List<Untruth> untruths = new ArrayList<>();
  private long wholeNanos = System.nanoTime();
  private int looks;

  /** A look that found something; its moment is the one at which it began. */
  private record Untruth(long nanos, TopologyTruth truth) {}

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
    var truth = TopologyTruth.of(lives, views, beganNanos);
    synchronized (this) {
      looks++;
      if (truth.isWhole()) {
        wholeNanos = beganNanos;
      } else {
        untruths.add(new Untruth(beganNanos, truth));
      }
    }
  }

  private List<NodeLife> lives() {
    return nodes.stream().map(ClusterNode::life).toList();
  }

  private List<TopologyView> views(List<NodeLife> lives) {
    var asked = new ArrayList<Future<Optional<TopologyView>>>();
    for (var i = 0; i < lives.size(); i++) {
      if (lives.get(i).alive() && !lives.get(i).frozen()) {
        var node = nodes.get(i);
        asked.add(
            beside.submit(() ->
                HttpReads.json(node.ops(), "/topology", ANSWER_MAX)
                    .map(told -> TopologyView.of(node.name(), told))));
      }
    }
    var views = new ArrayList<TopologyView>();
    asked.forEach(view -> Awaiting.result(view).ifPresent(views::add));
    return views;
  }

  /** Whether all that was told was so when it was asked last, and that was after a moment. */
  synchronized boolean isWholeSince(long nanos) {
    return wholeNanos - nanos > 0
        && (untruths.isEmpty() || wholeNanos - untruths.getLast().nanos() > 0);
  }

  /** The last moment between two others at which something was not so; else the first of them. */
  synchronized long lastUntruthBetween(long from, long to) {
    return untruths.stream()
        .mapToLong(Untruth::nanos)
        .filter(nanos -> nanos - from >= 0 && nanos - to <= 0)
        .max()
        .orElse(from);
  }

  /** The longest that a life which had ended was told of, between two moments. */
  synchronized long longestStaleBetween(long from, long to) {
    return untruths.stream()
        .filter(untruth -> untruth.nanos() - from >= 0 && untruth.nanos() - to <= 0)
        .mapToLong(untruth -> untruth.truth().staleNanos())
        .max()
        .orElse(0);
  }

  /** What was not so when that was seen last. */
  synchronized String lastWords() {
    if (untruths.isEmpty()) {
      return "";
    }
    var truth = untruths.getLast().truth();
    return truth.stale().isEmpty() ? truth.missing().getFirst() : truth.stale().getFirst();
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
