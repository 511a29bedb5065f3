package mercat.node.cluster;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TCPSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Who may talk on the bus, as the files of {@code cluster.certificates} say at one moment: whoever
 * holds a certificate of the cluster's own authority, and nobody else. Host names are not looked
 * at, so possession of a certificate is membership.
 *
 * @param authority certificates of those whose word counts; more than one while they change
 * @param certificate this node's, and what leads from it to the authority
 * @param validUntil when the first of those that are needed expires
 */
record BusCertificates(Buffer authority, Buffer certificate, Buffer key, Instant validUntil) {
  static final String AUTHORITY = "ca.pem";
  static final String CERTIFICATE = "node.pem";
  static final String KEY = "node.key";

  /**
   * Reads the files and makes sure that other nodes will accept them now.
   *
   * @throws IllegalArgumentException saying what is wrong with which file
   */
  static BusCertificates read(Path directory) {
    var now = Instant.now();
    var key = bytes(directory.resolve(KEY));
    var certificate = bytes(directory.resolve(CERTIFICATE));
    var authority = bytes(directory.resolve(AUTHORITY));
    var chain = certificates(directory.resolve(CERTIFICATE), certificate);
    var trusted = certificates(directory.resolve(AUTHORITY), authority);
    for (var needed : chain) {
      requireValid(directory.resolve(CERTIFICATE), needed, now);
    }
    var longest =
        trusted.stream().max(Comparator.comparing(X509Certificate::getNotAfter)).orElseThrow();
    requireValid(directory.resolve(AUTHORITY), longest, now);
    requireTrusted(directory, chain, trusted);
    if (!PemKeys.isPair(chain.getFirst().getPublicKey(), key(directory.resolve(KEY), key))) {
      throw refused(directory.resolve(KEY), "is not the key of " + CERTIFICATE, null);
    }
    var validUntil =
        Stream.concat(chain.stream(), Stream.of(longest))
            .map(needed -> needed.getNotAfter().toInstant())
            .min(Comparator.naturalOrder())
            .orElseThrow();
    return new BusCertificates(authority, certificate, key, validUntil);
  }

  /** Makes a listener or its counterpart speak TLS 1.3, show this certificate, and ask for one. */
  void applyTo(TCPSSLOptions options) {
    options
        .setSsl(true)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
        .setKeyCertOptions(new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key))
        .setTrustOptions(new PemTrustOptions().addCertValue(authority));
  }

  NetServerOptions server() {
    var options = new NetServerOptions().setClientAuth(ClientAuth.REQUIRED);
    applyTo(options);
    return options;
  }

  NetClientOptions client() {
    var options = new NetClientOptions().setHostnameVerificationAlgorithm("");
    applyTo(options);
    return options;
  }

  private static Buffer bytes(Path file) {
    try {
      return Buffer.buffer(Files.readAllBytes(file));
    } catch (IOException unreadable) {
      throw refused(file, "cannot be read (./mercat certs makes it)", unreadable);
    }
  }

  private static List<X509Certificate> certificates(Path file, Buffer pem) {
    try {
      return PemKeys.certificates(pem);
    } catch (CertificateException malformed) {
      throw refused(file, "holds no certificate: " + malformed.getMessage(), malformed);
    }
  }

  private static PrivateKey key(Path file, Buffer pem) {
    try {
      return PemKeys.read(pem);
    } catch (IOException malformed) {
      throw refused(file, "holds no private key: " + malformed.getMessage(), malformed);
    }
  }

  private static void requireValid(Path file, X509Certificate certificate, Instant now) {
    var from = certificate.getNotBefore().toInstant();
    var until = certificate.getNotAfter().toInstant();
    if (now.isAfter(until)) {
      throw refused(file, "expired on " + until + " (./mercat certs makes a new one)", null);
    }
    if (now.isBefore(from)) {
      throw refused(file, "is not valid before " + from + ": is this machine's clock right?", null);
    }
  }

  private static void requireTrusted(
      Path directory, List<X509Certificate> chain, List<X509Certificate> trusted) {
    try {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (var each : trusted) {
        store.setCertificateEntry("authority-" + store.size(), each);
      }
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      ((X509TrustManager) factory.getTrustManagers()[0])
          .checkClientTrusted(chain.toArray(X509Certificate[]::new), "UNKNOWN");
    } catch (GeneralSecurityException | IOException distrusted) {
      throw refused(
          directory.resolve(CERTIFICATE), "is not of the authority in " + AUTHORITY, distrusted);
    }
  }

  private static IllegalArgumentException refused(
      Path file, String why, @Nullable Exception cause) {
    return new IllegalArgumentException("cluster.certificates: " + file + " " + why, cause);
  }
}
