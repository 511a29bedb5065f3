package mercat.platform.bus;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.platform.Call;
import mercat.platform.EnumText;
import mercat.platform.Failure;
import mercat.platform.telemetry.BreakerState;
import mercat.platform.telemetry.Telemetry;

/** What this process knows of a context that it asks. */
final class AskedContext {
  final String name;
  final WriterRouting routing = new WriterRouting();
  final RepeatBudget repeats = new RepeatBudget();

  private final String self;
  private final Vertx vertx;
  private final Telemetry telemetry;
  private final Map<String, Target> targets = new ConcurrentHashMap<>();
  private final Map<Class<?>, String> here = new ConcurrentHashMap<>();
  private final Map<Meter, Timer> timers = new ConcurrentHashMap<>();

  /** What the durations of one timer have in common. */
  private record Meter(Class<?> request, String outcome) {}

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

  AskedContext(String name, String self, Vertx vertx, Telemetry telemetry) {
    this.name = name;
    this.self = self;
    this.vertx = vertx;
    this.telemetry = telemetry;
    telemetry
        .metrics()
        .gauge("mercat.bus.single_writer", Tags.of("context", name), routing, WriterRouting::gauge);
  }

  String here(Class<?> request) {
    return here.computeIfAbsent(request, type -> Target.addressOf(name, type, self));
  }

  Target on(String node) {
    return targets.computeIfAbsent(
        node,
        first -> {
          var target = new Target(vertx, name, node);
          var tags = Tags.of("context", name, "node", node);
          telemetry
              .metrics()
              .gauge("mercat.bus.breaker", tags, target, it -> BreakerState.number(it.state()));
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

  /**
   * The answer to what was asked at a moment of {@link System#nanoTime}. How it ends and how long
   * the caller waited, repeats and all, is {@code mercat.bus.asks}. A refusal is an answer.
   */
  <R extends Message> Future<R> time(long asked, Request<R> request, Call call, Future<R> answer) {
    return answer.onComplete((reply, thrown) -> {
      var outcome = thrown == null ? "answered" : EnumText.of(Failure.of(thrown).kind());
      var timer = timers.computeIfAbsent(new Meter(request.getClass(), outcome), this::timer);
      telemetry.traces().record(timer, System.nanoTime() - asked, call.trace());
    });
  }

  private Timer timer(Meter meter) {
    return Timer.builder("mercat.bus.asks")
        .tag("context", name)
        .tag("request", meter.request().getSimpleName())
        .tag("outcome", meter.outcome())
        .register(telemetry.metrics());
  }

  /** Adds the state of each breaker, by context and node. */
  void addBreakersTo(Map<String, String> states) {
    targets.forEach((node, target) -> states.put(name + "@" + node, EnumText.of(target.state())));
  }
}
