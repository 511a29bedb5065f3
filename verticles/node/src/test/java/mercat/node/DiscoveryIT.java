package mercat.node;

import static mercat.node.RunningShop.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mercat.lab.discovery.EtcdServer;
import mercat.testkit.Loopback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node whose edge is found by etcd, which is away at first, and again later. Skipped where there
 * is no etcd; {@code .ci/run} fetches it. Nodes that are killed, stand still and restart under
 * load: {@code ./mercat discovery}.
 */
class DiscoveryIT {
  @TempDir private Path folder;

  @Test
  void isFoundByEtcdWhileItIsReadyAndServesOnWithoutEtcd() throws Exception {
    assumeThat(EtcdServer.isInstalled())
        .as("skipped without etcd: Debian's etcd-server, which .ci/run fetches")
        .isTrue();
    int port = Loopback.freePort();
    var settings =
        Map.of(
            "node.id", "shop-1",
            "discovery.registry", "etcd",
            "discovery.endpoints", "http://127.0.0.1:" + port,
            "discovery.ttl", "5m"); // far longer than this test: who is gone was withdrawn
    try (var shop = RunningShop.open(folder.resolve("shop"), settings)) {
      shop.awaitReady(200);
      shop.sells("FOUND", 100, 10);
      assertTakesAnOrder(shop, "one");
      eventually(() -> shop.operations("/topology").says("127.0.0.1:" + port));
      shop.operations("/metrics").says("mercat_discovery_listed 0.0");

      try (var etcd = start(port)) {
        eventually(() -> assertThat(etcd.edges()).containsOnlyKeys("shop-1"));
        var edge = etcd.edge("shop-1");
        assertThat(edge.path("address").asText()).isEqualTo("http://127.0.0.1:" + shop.port());
        assertThat(edge.path("version").asText()).isEqualTo(Version.current());
        assertThat(edge.path("contexts").toString()).contains("\"orders\"", "\"edge\"");
        eventually(() -> shop.operations("/metrics").says("mercat_discovery_listed 1.0"));
        assertThat(shop.operations("/topology").text()).doesNotContain("127.0.0.1:" + port);
      }
      assertTakesAnOrder(shop, "two");
      try (var again = start(port)) {
        assertThat(again.edges()).containsOnlyKeys("shop-1");
        shop.stop();
        assertThat(again.edges()).as("withdrawn, long before its time is over").isEmpty();
      }
    }
  }

  private static void assertTakesAnOrder(RunningShop shop, String key) {
    assertThat(shop.order(key, "b@example.org", "FOUND", 1, "tok_ok").status()).isIn(201, 202);
  }

  private EtcdServer start(int port) {
    return EtcdServer.start(folder.resolve("etcd"), port, List.of(), List.of());
  }
}
