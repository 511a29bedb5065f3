package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import mercat.contracts.orders.PlaceOrder;
import mercat.testkit.LocalNode;
import mercat.testkit.Loopback;
import org.junit.jupiter.api.Test;

/** Many connections at once, most of which want nothing. */
class ConnectionsIT {
  private static final int IDLE = 5_000;
  private static final long BYTES_MAX_EACH = 20_000;

  @Test
  void servesABuyerBesideFiveThousandIdleConnections() {
    assumeThat(Loopback.filesMax()).as("files that this process may open").isGreaterThan(3L * IDLE);
    try (var edge = new RunningEdge()) {
      edge.answer(PlaceOrder.class, new PlaceOrder.Reply.KeyReused());
      edge.order(Samples.ORDER_BODY).is(422);
      long before = memory();
      for (int i = 0; i < IDLE; i++) {
        edge.connect("");
      }
      for (int i = 0; i < 20; i++) {
        edge.order(Samples.ORDER_BODY).is(422);
      }
      assertThat((memory() - before) / IDLE).as("bytes each").isLessThan(BYTES_MAX_EACH);
    }
  }

  @Test
  void turnsAwayOneConnectionTooMany() {
    try (var edge = new RunningEdge("edge.connections-max", "3")) {
      for (int i = 0; i < 2 * 3; i++) {
        edge.connect("");
      }
      var reply = edge.raw("");
      assertThat(reply).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1", "\"overloaded\"");
      var problem = reply.split("\r\n\r\n", 2)[1];
      assertThat(ContractOracle.faults(ContractOracle.PROBLEM, problem)).isEmpty();
      var id = new JsonObject(problem).getString("instance");
      assertThat(reply).contains("\r\nX-Request-Id: " + id + "\r\n");
      edge.hangUp();
      await().atMost(LocalNode.SOON).until(() -> edge.raw("GARBAGE\r\n\r\n").contains("400"));
    }
  }

  @Test
  void hangsUpOnWhoIsSilent() {
    try (var edge = new RunningEdge("edge.idle-timeout", "300ms")) {
      assertThat(edge.raw("")).isEmpty();
      assertThat(edge.raw("GET / HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    }
  }

  /** What this process holds on its heap and, as pooled buffers, beside it. */
  private static long memory() {
    System.gc();
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return heap
        + ManagementFactory.getPlatformMXBeans(java.lang.management.BufferPoolMXBean.class).stream()
            .mapToLong(java.lang.management.BufferPoolMXBean::getMemoryUsed)
            .sum();
  }
}
