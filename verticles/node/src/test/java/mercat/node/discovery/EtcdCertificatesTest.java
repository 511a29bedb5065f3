package mercat.node.discovery;

import static mercat.testkit.LocalNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import mercat.platform.config.SettingsException;
import mercat.testkit.TestCertificate;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in place of etcd shows, and asks for, certificates that are renewed as it runs. */
class EtcdCertificatesTest {
  private static final JsonObject NOTHING = new JsonObject();

  @AutoClose private final Vertx vertx = Vertx.vertx();

  @TempDir Path files;

  /** Listens at a port, 0 for any, and takes nobody who does not show what it trusts. */
  private HttpServer listen(int port, TestCertificate shown, TestCertificate trusted)
      throws Exception {
    var options =
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(pair(shown))
            .setClientAuth(ClientAuth.REQUIRED)
            .setTrustOptions(new PemTrustOptions().addCertPath(trusted.file().toString()));
    return get(
        vertx
            .createHttpServer(options)
            .requestHandler(request -> request.response().end("{\"header\":{}}"))
            .listen(port, "127.0.0.1"));
  }

  private static PemKeyCertOptions pair(TestCertificate certificate) {
    return new PemKeyCertOptions()
        .addCertPath(certificate.file().toString())
        .addKeyPath(certificate.key().toString());
  }

  private EtcdGateway gateway(int port) {
    var sample = new EtcdSample();
    sample.endpoints = List.of("https://localhost:" + port);
    sample.certificates = files.toString();
    return sample.gateway(vertx);
  }

  private void write(Path from, String name) throws Exception {
    Files.copy(from, files.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private void write(TestCertificate authority, TestCertificate own) throws Exception {
    write(authority.file(), "ca.pem");
    write(own.file(), "node.pem");
    write(own.key(), "node.key");
  }

  private static void assertAnswers(EtcdGateway gateway) throws Exception {
    assertThat(get(gateway.ask("/v3/kv/txn", NOTHING)).containsKey("header")).isTrue();
  }

  private static void assertUnheard(EtcdGateway gateway) {
    assertThatThrownBy(() -> get(gateway.ask("/v3/kv/txn", NOTHING)))
        .hasMessageContaining("https://localhost");
  }

  @Test
  void takesUpWhatIsRenewedWithoutARestart() throws Exception {
    var server = TestCertificate.of("localhost");
    var client = TestCertificate.of("n1");
    var first = listen(0, server, client);
    int port = first.actualPort();
    write(server, client);
    var gateway = gateway(port);
    assertAnswers(gateway);
    get(first.close());

    var renewedServer = TestCertificate.of("localhost");
    var renewedClient = TestCertificate.of("n1");
    var second = listen(port, renewedServer, renewedClient);
    assertUnheard(gateway);
    write(renewedServer.file(), "ca.pem");
    assertUnheard(gateway);
    write(renewedServer, renewedClient);
    assertAnswers(gateway);
    get(second.close());

    var another = TestCertificate.of("another.example");
    var third = listen(port, another, renewedClient);
    write(another.file(), "ca.pem");
    assertUnheard(gateway);
    get(third.close());
  }

  /** While files are written anew, one may be there before the other. */
  @Test
  void goesOnWithTheOldWhileTheNewDoNotFit() throws Exception {
    var server = TestCertificate.of("localhost");
    var client = TestCertificate.of("n1");
    int port = listen(0, server, client).actualPort();
    write(server, client);
    var gateway = gateway(port);
    write(TestCertificate.of("n1").key(), "node.key");
    assertAnswers(gateway);
    Files.writeString(files.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----\n");
    assertAnswers(gateway);
    Files.delete(files.resolve("ca.pem"));
    assertAnswers(gateway);
  }

  @Test
  void refusesAtTheStartAKeyThatIsNotTheCertificates() throws Exception {
    write(TestCertificate.of("localhost"), TestCertificate.of("n1"));
    write(TestCertificate.of("n1").key(), "node.key");
    assertThatThrownBy(() -> gateway(1))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("discovery.certificates")
        .hasMessageContaining("node.key is not the key of node.pem");
    Files.writeString(files.resolve("node.key"), "no key");
    assertThatThrownBy(() -> gateway(1)).hasMessageContaining("node.key holds no private key");
  }
}
