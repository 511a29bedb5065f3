package mercat.node;

import static mercat.node.RunningShop.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mercat.testkit.LocalNode;
import mercat.testkit.Loopback;
import mercat.testkit.RawClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes of one shop: one hosts the contexts, the other the edge; they speak TLS. */
class ClusterIT {
  @TempDir private Path folder;
  private Place core;
  private Place edge;
  @AutoClose private RunningShop contexts;

  private record Place(String id, int port, int busPort) {
    static Place of(String id) throws IOException {
      return new Place(id, Loopback.freePort(), Loopback.freePort());
    }

    String member() {
      return "127.0.0.1:" + port;
    }
  }

  @BeforeEach
  void openTheFirstNode() throws Exception {
    core = Place.of("core");
    edge = Place.of("edge");
    certify("ours", "core,edge");
    contexts = RunningShop.open(data("core"), settings(core, "ours/core", "core"));
  }

  @Test
  void takesAnOrderAcrossNodesUntilTheOneThatServesItHasGone() throws Exception {
    try (var door = contexts.joined(data("edge"), settings(edge, "ours/edge", "edge"))) {
      door.awaitReady(200);
      door.sells("FAR", 700, 10);
      door.order("one", "far@example.org", "FAR", 1, "tok_ok").is(201);
      door.operations("/topology")
          .says("\"members\" : [ \"core\", \"edge\" ]", "\"context\" : \"orders\"");
      var served = contexts.addresses();
      assertThat(door.subscribed()).isNotEmpty().containsAll(served);

      contexts.stop();

      door.awaitReady(503);
      door.order("two", "far@example.org", "FAR", 1, "tok_ok")
          .is(503)
          .says("orders is unavailable");
      assertThat(door.operations("/topology").text()).doesNotContain("\"node\" : \"core\"");
      assertThat(door.subscribed()).doesNotContainAnyElementsOf(served);
    }
  }

  @Test
  void hearsNobodyWithoutACertificateOfItsOwnAuthority() throws Exception {
    certify("theirs", "edge");
    try (var stranger = contexts.joined(data("edge"), settings(edge, "theirs/edge", "edge"))) {
      var refused = stranger.ordering("one", "s@example.org", "FAR", 1, "tok_ok").join();
      assertThat(refused.status()).isIn(503, 504);
    }
    assertThat(plainly(core.busPort())).as("who does not speak TLS").doesNotContain("pong");
  }

  @Test
  void showsAndAsksForTheCertificatesThatAreInItsFilesNow() throws Exception {
    assertThat(contexts.operations("/topology").text()).doesNotContain("expires on");
    certify("theirs", "core,edge", "--days=5");
    for (var file : List.of("ca.pem", "node.key", "node.pem")) {
      Files.copy(
          folder.resolve("theirs/core").resolve(file),
          folder.resolve("ours/core").resolve(file),
          StandardCopyOption.REPLACE_EXISTING);
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .untilAsserted(
            () -> assertThat(shownCertificate()).isEqualTo(certificateIn("theirs/core")));
    eventually(() -> contexts.operations("/topology").says("expires on ", "in 4 days: renew it"));
    assertThat(contexts.operations("/metrics").text())
        .as("seconds of the fifth day")
        .containsPattern("mercat_certificate_expiry_seconds (4\\.[23]\\d*E5|4[23]\\d{4}\\.0)");
    try (var door = contexts.joined(data("edge"), settings(edge, "theirs/edge", "edge"))) {
      door.awaitReady(200);
      door.sells("NEW", 700, 10);
      var bought = door.order("one", "new@example.org", "NEW", 1, "tok_ok");
      assertThat(bought.status()).as(bought.text()).isIn(201, 202);
    }
  }

  private Certificate certificateIn(String node) throws Exception {
    try (var pem = Files.newInputStream(folder.resolve(node).resolve("node.pem"))) {
      return CertificateFactory.getInstance("X.509").generateCertificate(pem);
    }
  }

  /** Whom the first node's bus says it is, to a new connection. */
  private Certificate shownCertificate() throws Exception {
    var vertx = Vertx.vertx();
    try {
      var options =
          new NetClientOptions()
              .setSsl(true)
              .setTrustAll(true)
              .setKeyCertOptions(
                  new PemKeyCertOptions()
                      .setCertPath(folder.resolve("theirs/edge/node.pem").toString())
                      .setKeyPath(folder.resolve("theirs/edge/node.key").toString()))
              .setHostnameVerificationAlgorithm("");
      var socket =
          LocalNode.get(vertx.createNetClient(options).connect(core.busPort(), "127.0.0.1"));
      return socket.sslSession().getPeerCertificates()[0];
    } finally {
      LocalNode.get(vertx.close());
    }
  }

  /** What the bus answers to somebody who speaks without TLS. */
  private static String plainly(int port) {
    try {
      return RawClient.exchange(port, "\0\0\0\4ping");
    } catch (UncheckedIOException hungUp) {
      return "";
    }
  }

  private void certify(String authority, String nodes, String... more) {
    var words = Stream.of("certs", "--out=" + folder.resolve(authority), "--nodes=" + nodes);
    var made =
        Main.commandLine().execute(Stream.concat(words, Stream.of(more)).toArray(String[]::new));
    assertThat(made).isZero();
  }

  private Path data(String node) {
    return folder.resolve("data").resolve(node);
  }

  private Map<String, String> settings(Place place, String certificates, String contexts) {
    return Map.of(
        "node.id", place.id(),
        "node.contexts", contexts,
        "cluster.enabled", "true",
        "cluster.port", String.valueOf(place.port()),
        "cluster.bus-port", String.valueOf(place.busPort()),
        "cluster.members", core.member() + "," + edge.member(),
        "cluster.certificates", folder.resolve(certificates).toString());
  }
}
