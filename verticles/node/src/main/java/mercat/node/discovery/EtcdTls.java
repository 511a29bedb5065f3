package mercat.node.discovery;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import mercat.platform.config.SettingsException;

/** Whom a registry that is asked by https must show itself to be, and what it is shown. */
final class EtcdTls {
  private static final String AUTHORITY = "ca.pem";
  private static final String CERTIFICATE = "node.pem";
  private static final String KEY = "node.key";

  private EtcdTls() {}

  /**
   * Options of a client, which also compares the name of whom it asks with the certificate.
   *
   * @throws SettingsException saying what is wrong with which file
   */
  static HttpClientOptions client(DiscoveryConfig config) {
    var options = new HttpClientOptions();
    if (config.certificates().isEmpty()) {
      return options;
    }
    var directory = Path.of(config.certificates());
    options.setTrustOptions(
        new PemTrustOptions().addCertValue(certificates(directory.resolve(AUTHORITY))));
    var certificate = directory.resolve(CERTIFICATE);
    var key = directory.resolve(KEY);
    if (Files.exists(certificate) || Files.exists(key)) {
      options.setKeyCertOptions(
          new PemKeyCertOptions().addCertValue(certificates(certificate)).addKeyValue(bytes(key)));
    }
    return options;
  }

  private static Buffer certificates(Path file) {
    var pem = bytes(file);
    try {
      var factory = CertificateFactory.getInstance("X.509");
      if (factory.generateCertificates(new ByteArrayInputStream(pem.getBytes())).isEmpty()) {
        throw new CertificateException("it is empty");
      }
      return pem;
    } catch (CertificateException malformed) {
      throw refused(file, "holds no certificate: " + malformed.getMessage());
    }
  }

  private static Buffer bytes(Path file) {
    try {
      return Buffer.buffer(Files.readAllBytes(file));
    } catch (IOException unreadable) {
      throw refused(file, "cannot be read");
    }
  }

  private static SettingsException refused(Path file, String why) {
    return new SettingsException("discovery.certificates: " + file + " " + why);
  }
}
