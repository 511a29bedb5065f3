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

  private final Vertx vertx;
  private final MeterRegistry metrics;
  private final Map<String, Target> targets = new ConcurrentHashMap<>();

  AskedContext(String name, Vertx vertx, MeterRegistry metrics) {
    this.name = name;
    this.vertx = vertx;
    this.metrics = metrics;
    metrics.gauge(
        "mercat.bus.single_writer", Tags.of("context", name), routing, WriterRouting::gauge);
  }

  /** The context on one node. */
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
    return on(node).isAvoided();
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
