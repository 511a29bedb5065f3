package mercat.node.cluster;

import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Who may talk on the bus: whoever holds a certificate of the cluster's own authority, and nobody
 * else. Host names are not looked at, so possession of a certificate is membership.
 */
record BusSecurity(Path directory) {
  static final String AUTHORITY = "ca.pem";
  static final String CERTIFICATE = "node.pem";
  static final String KEY = "node.key";

  /**
   * Makes the bus speak TLS 1.3 and ask every peer for its certificate.
   *
   * @throws IllegalArgumentException when a file is missing
   */
  EventBusOptions applyTo(EventBusOptions options) {
    return options
        .setSsl(true)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
        .setKeyCertOptions(
            new PemKeyCertOptions().setCertPath(file(CERTIFICATE)).setKeyPath(file(KEY)))
        .setTrustOptions(new PemTrustOptions().addCertPath(file(AUTHORITY)))
        .setTrustAll(false)
        .setClientAuth(ClientAuth.REQUIRED);
  }

  private String file(String name) {
    var file = directory.resolve(name);
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(
          "cluster.certificates: cannot read " + file + " (./mercat certs makes them)");
    }
    return file.toString();
  }
}
