package mercat.node.discovery;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import mercat.node.cluster.PemKeys;
import mercat.platform.config.SettingsException;

/**
 * Whom a registry that is asked by https must show itself to be, and what it is shown, as the files
 * of {@code discovery.certificates} say at one moment.
 *
 * @param authority empty: the authorities that Java trusts
 * @param certificate empty, as the key is: none is shown
 */
record EtcdTls(Buffer authority, Buffer certificate, Buffer key) {
  private static final Buffer NONE = Buffer.buffer();
  private static final String AUTHORITY = "ca.pem";
  private static final String CERTIFICATE = "node.pem";
  private static final String KEY = "node.key";

  /**
   * Reads the files.
   *
   * @throws SettingsException saying what is wrong with which file
   */
  static EtcdTls read(DiscoveryConfig config) {
    if (config.certificates().isEmpty()) {
      return new EtcdTls(NONE, NONE, NONE);
    }
    var directory = Path.of(config.certificates());
    var authority = bytes(directory.resolve(AUTHORITY));
    var unused = requireCertificate(directory.resolve(AUTHORITY), authority);
    var certificate = directory.resolve(CERTIFICATE);
    var key = directory.resolve(KEY);
    if (!Files.exists(certificate) && !Files.exists(key)) {
      return new EtcdTls(authority, NONE, NONE);
    }
    var shown = new EtcdTls(authority, bytes(certificate), bytes(key));
    shown.requirePair(certificate, key);
    return shown;
  }

  /** Options of a client, which also compares the name of whom it asks with the certificate. */
  HttpClientOptions client() {
    var options = new HttpClientOptions();
    if (authority.length() > 0) {
      options.setTrustOptions(new PemTrustOptions().addCertValue(authority));
    }
    if (certificate.length() > 0) {
      options.setKeyCertOptions(new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key));
    }
    return options;
  }

  private void requirePair(Path certificateFile, Path keyFile) {
    var shown = requireCertificate(certificateFile, certificate).getPublicKey();
    try {
      if (PemKeys.isPair(shown, PemKeys.read(key))) {
        return;
      }
    } catch (IOException malformed) {
      throw refused(keyFile, "holds no private key: " + malformed.getMessage());
    }
    throw refused(keyFile, "is not the key of " + CERTIFICATE);
  }

  /** The first certificate that is in it. */
  private static Certificate requireCertificate(Path file, Buffer pem) {
    try {
      return PemKeys.certificates(pem).getFirst();
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
