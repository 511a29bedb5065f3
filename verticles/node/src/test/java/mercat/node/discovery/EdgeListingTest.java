package mercat.node.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mercat.platform.config.Settings;
import mercat.platform.config.SettingsException;
import mercat.platform.config.Sources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is registered, and the settings with which nothing could be. */
class EdgeListingTest {
  private static final List<String> HOSTED = List.of("catalog", "edge");

  /** As much of the settings of others as a listing needs. */
  record OfNode(String id) {
    static OfNode defaults() {
      return new OfNode("");
    }
  }

  record OfEdge(String host, int port) {
    static OfEdge defaults() {
      return new OfEdge("127.0.0.1", 8080);
    }
  }

  private static Settings settings(Map<String, String> set) {
    var flags =
        new HashMap<>(
            Map.of(
                "discovery.registry", "etcd",
                "discovery.endpoints", "http://etcd-0:2379/, https://[fd00::1]:2379",
                "node.id", "n1"));
    flags.putAll(set);
    var settings = Settings.load(Sources.none().withFlags(flags));
    settings.check("node", OfNode.class);
    settings.check("edge", OfEdge.class);
    return settings;
  }

  private static String told(Map<String, String> set) {
    return EdgeListing.of(settings(set), "1.2.3", HOSTED).json();
  }

  @Test
  void tellsWhereTheEdgeIsAndWhatRunsThere() {
    assertThat(new JsonObject(told(Map.of())))
        .isEqualTo(
            new JsonObject()
                .put("node", "n1")
                .put("address", "http://127.0.0.1:8080")
                .put("version", "1.2.3")
                .put("contexts", List.of("catalog", "edge")));
  }

  @ParameterizedTest
  @CsvSource({
    "edge.host,         ::1,                        http://[::1]:8080",
    "edge.port,         81,                         http://127.0.0.1:81",
    "discovery.address, https://shop.example.org/,  https://shop.example.org/",
  })
  void takesTheAddressFromTheSettings(String name, String value, String address) {
    assertThat(new JsonObject(told(Map.of(name, value))).getString("address")).isEqualTo(address);
  }

  @ParameterizedTest
  @CsvSource({
    "node.id,                '',            node.id: a node that registers",
    "edge.host,              0.0.0.0,       discovery.address: say at which URL clients reach",
    "edge.host,              '::',          discovery.address: say at which URL clients reach",
    "discovery.registry,     zookeeper,     discovery.registry is etcd",
    "discovery.endpoints,    '',            discovery.endpoints: at least one",
    "discovery.endpoints,    etcd-0:2379,   discovery.endpoints: etcd-0:2379 is not http://",
    "discovery.endpoints,    http://u:p@e,  is not http://",
    "discovery.address,      shop,          discovery.address: shop is not http://",
    "discovery.prefix,       a b,           discovery.prefix",
    "discovery.ttl,          2s,            discovery.ttl is from 3s to 5m",
    "discovery.ttl,          301s,          discovery.ttl is from 3s to 5m",
    "discovery.ttl,          3500ms,        discovery.ttl is from 3s to 5m",
    "discovery.username,     mercat,        discovery.username and password",
    "discovery.password,     secret,        discovery.username and password",
    "discovery.certificates, /nowhere,      discovery.certificates: every endpoint is https",
  })
  void refusesWhatCannotWork(String name, String value, String why) {
    var wrong = settings(Map.of(name, value));
    assertThatThrownBy(() -> EdgeRegistration.check(wrong, HOSTED))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("secret");
  }

  @Test
  void refusesFilesThatHoldNoCertificate() {
    var missing =
        settings(
            Map.of(
                "discovery.endpoints", "https://etcd:2379", "discovery.certificates", "/nowhere"));
    assertThatThrownBy(() -> EdgeRegistration.check(missing, HOSTED))
        .isInstanceOf(SettingsException.class)
        .hasMessage("discovery.certificates: /nowhere/ca.pem cannot be read");
  }

  /** Nodes that host different contexts may share one file. */
  @Test
  void asksNothingOfANodeWithoutAnEdge() {
    EdgeRegistration.check(settings(Map.of("node.id", "")), List.of("catalog"));
  }
}
