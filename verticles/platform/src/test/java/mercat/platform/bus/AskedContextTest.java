package mercat.platform.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.TreeMap;
import mercat.platform.Failure;
import mercat.platform.telemetry.Telemetry;
import mercat.platform.telemetry.Traces;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class AskedContextTest {
  @AutoClose private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final AskedContext orders =
      new AskedContext("orders", "n1", vertx, new Telemetry(metrics, Traces.OFF));

  @Test
  void hasNoBreakerWithinTheProcess() {
    assertThat(orders.isAvoided("n1")).isFalse();
    assertThat(orders.here(String.class)).isEqualTo("orders.String@n1");
    assertThat(metrics.find("mercat.bus.breaker").gauges()).isEmpty();
  }

  @Test
  void tellsOfTheBreakerBeforeAnotherNode() {
    assertThat(orders.isAvoided("n2")).isFalse();
    assertThat(openness()).isZero();
    for (int i = 0; i < 5; i++) {
      var lost =
          orders
              .on("n2")
              .attempt(
                  4_500,
                  10_000,
                  responseMs ->
                      Future.failedFuture(
                          new Target.NoResponseException(Failure.deadlineExceeded("orders"))));
      assertThat(lost.failed()).isTrue();
    }
    assertThat(orders.isAvoided("n2")).isTrue();
    assertThat(openness()).isEqualTo(2);
    var states = new TreeMap<String, String>();
    orders.addBreakersTo(states);
    assertThat(states).containsExactly(Map.entry("orders@n2", "open"));
  }

  private double openness() {
    return metrics
        .get("mercat.bus.breaker")
        .tag("context", "orders")
        .tag("node", "n2")
        .gauge()
        .value();
  }
}
