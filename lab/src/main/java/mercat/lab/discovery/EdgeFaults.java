package mercat.lab.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mercat.lab.cluster.ClusterNode;
import mercat.lab.discovery.DiscoveryVerdict.EdgeFault;
import mercat.lab.system.Awaiting;
import mercat.lab.terminal.Screen;

/** One edge after the other is killed, stands still, and restarts in order, while buyers come. */
final class EdgeFaults {
  private static final Duration BACK_MAX = Duration.ofMinutes(5);
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  /** So long that a machine which is busy is no fault. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(20);

  /** Of those who ask somebody that stands still, and should not wait until it goes on. */
  private static final Duration STANDSTILL_MAX = Duration.ofSeconds(3);

  private static final String RESTART = "restart";

  private final FoundEdges edges;
  private final FindingBuyers buyers;
  private final Duration goneMax;
  private final Screen screen;
  private final List<EdgeFault> faults = new ArrayList<>();
  private final List<String> troubles = new ArrayList<>();

  EdgeFaults(FoundEdges edges, FindingBuyers buyers, Duration goneMax, Screen screen) {
    this.edges = edges;
    this.buyers = buyers;
    this.goneMax = goneMax;
    this.screen = screen;
  }

  List<EdgeFault> faults() {
    return faults;
  }

  /** What is not as it must be. */
  List<String> troubles() {
    return troubles;
  }

  void examine(List<ClusterNode> nodes) {
    for (var node : nodes) {
      examine("kill -9", node, ANSWER_MAX, () -> node.kill(goneMax), () -> {});
    }
    for (var node : nodes) {
      examine("SIGSTOP", node, STANDSTILL_MAX, node::freeze, node::thaw);
    }
    for (var node : nodes) {
      examine(RESTART, node, ANSWER_MAX, node::restart, () -> {});
    }
  }

  private void examine(
      String fault, ClusterNode node, Duration answerMax, Runnable begin, Runnable end) {
    screen.note(fault + " of " + node.name());
    var unused = buyers.countAnew(answerMax);
    var beganNanos = System.nanoTime();
    begin.run();
    boolean isGone = Awaiting.until(goneMax, LOOK_EVERY, () -> !edges.lists(node.name()));
    var listedNanos = System.nanoTime() - beganNanos;
    end.run();
    boolean isBack =
        Awaiting.until(BACK_MAX, LOOK_EVERY, () -> node.isReady() && edges.lists(node.name()));
    var backNanos = System.nanoTime() - beganNanos;
    var tally = buyers.countAnew(ANSWER_MAX);
    boolean isOver = tally.isOver();
    var found =
        new EdgeFault(
            fault,
            node.name(),
            listedNanos / 1e9,
            backNanos / 1e9,
            tally.requests(),
            tally.failures(),
            tally.lostOnes());
    faults.add(found);
    judge(found, isGone, isBack, isOver);
  }

  private void judge(EdgeFault found, boolean isGone, boolean isBack, boolean isOver) {
    var about = found.fault() + " of " + found.node() + ": ";
    if (!isGone) {
      troubles.add(about + "it was still listed after " + goneMax.toSeconds() + " s");
    }
    if (!isBack) {
      troubles.add(about + "it was not listed again after " + BACK_MAX.toSeconds() + " s");
    }
    if (!isOver || found.lost() > 0) {
      troubles.add(about + found.lost() + " buyers were served by nobody, or wait still");
    }
    if (found.requests() == 0) {
      troubles.add(about + "nobody came meanwhile, so nothing is shown");
    }
    if (found.fault().equals(RESTART) && found.failed() > 0) {
      troubles.add(about + found.failed() + " attempts failed, " + found.failedAttempts());
    }
  }
}
