package mercat.platform.bus;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.vertx.core.Vertx;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What this process knows of a context that it asks. */
final class AskedContext {
  final String name;
  final WriterRouting routing = new WriterRouting();
  final RepeatBudget repeats = new RepeatBudget();

  private final String self;
  private final Vertx vertx;
  private final MeterRegistry metrics;
  private final Map<String, Target> targets = new ConcurrentHashMap<>();
  private final Map<Class<?>, String> here = new ConcurrentHashMap<>();

  /**
   * How many repeats a process may still send to one context: each answered ask earns a tenth, each
   * repeat costs one, so that repeats never add more than a tenth to the load of a struggling peer.
   */
  static final class RepeatBudget {
    private static final int EARNED_TENTHS_MAX = 200;

    private int tenths = EARNED_TENTHS_MAX / 2;

    synchronized void earn() {
      tenths = Math.min(tenths + 1, EARNED_TENTHS_MAX);
    }

    synchronized boolean spend() {
      if (tenths < 10) {
        return false;
      }
      tenths -= 10;
      return true;
    }
  }

  AskedContext(String name, String self, Vertx vertx, MeterRegistry metrics) {
    this.name = name;
    this.self = self;
    this.vertx = vertx;
    this.metrics = metrics;
    metrics.gauge(
        "mercat.bus.single_writer", Tags.of("context", name), routing, WriterRouting::gauge);
  }

  /** The address of a request to the context on this node. */
  String here(Class<?> request) {
    return here.computeIfAbsent(request, type -> Target.addressOf(name, type, self));
  }

  /** The context on another node. */
  Target on(String node) {
    return targets.computeIfAbsent(
        node,
        first -> {
          var target = new Target(vertx, name, node);
          var tags = Tags.of("context", name, "node", node);
          metrics.gauge("mercat.bus.breaker", tags, target, Target::openness);
          return target;
        });
  }

  /** Whether requests had better go to another node. */
  boolean isAvoided(String node) {
    return !node.equals(self) && on(node).isAvoided();
  }

  /** Ends the waiting for a node that has gone. */
  void abandon(String node) {
    var target = targets.get(node);
    if (target != null) {
      target.abandon();
    }
  }

  /** Adds the state of each breaker, by context and node. */
  void addBreakersTo(Map<String, String> states) {
    targets.forEach((node, target) ->
        states.put(name + "@" + node, target.state().name().toLowerCase(Locale.ROOT)));
  }
}
