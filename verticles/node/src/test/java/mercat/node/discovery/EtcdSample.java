package mercat.node.discovery;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import mercat.platform.config.Secret;

/** Settings of a node that registers in etcd, as tests have them. */
final class EtcdSample {
  List<String> endpoints = List.of();
  String prefix = "/edges/";
  Duration ttl = Duration.ofMinutes(1);

  /** Of the user {@code mercat}; empty for no user. */
  String password = "";

  String certificates = "";

  EtcdGateway gateway(Vertx vertx) {
    return new EtcdGateway(vertx, config());
  }

  EtcdRegistry registry(Vertx vertx) {
    return new EtcdRegistry(gateway(vertx), prefix, ttl);
  }

  private DiscoveryConfig config() {
    var user = password.isEmpty() ? "" : "mercat";
    var secret = new Secret(password);
    return new DiscoveryConfig("etcd", endpoints, "", prefix, ttl, user, secret, certificates);
  }
}
