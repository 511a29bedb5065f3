package mercat.node.cluster;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority for one cluster and nothing else, for tests and a first cluster: its key
 * is thrown away once the nodes have their certificates, so that nobody can make another.
 */
final class TestAuthority {
  private static final Duration VALIDITY = Duration.ofDays(30);
  private static final Duration CLOCKS_APART = Duration.ofMinutes(5);

  private final KeyPair keys = keyPair();
  private final X500Name name = name("Mercat test authority");
  private final X509CertificateHolder certificate =
      certificate(name, keys, new BasicConstraints(0), KeyUsage.keyCertSign);

  /**
   * Writes the files by which a node is known to the others of this authority.
   *
   * @param readable whether others than the owner may read the key
   * @throws IOException when they cannot be written
   */
  void issue(String node, Path directory, boolean readable) throws IOException {
    var nodeKeys = keyPair();
    var issued =
        certificate(name(node), nodeKeys, new BasicConstraints(false), KeyUsage.digitalSignature);
    Files.createDirectories(directory);
    Files.writeString(
        directory.resolve(BusSecurity.AUTHORITY), pem("CERTIFICATE", certificate.getEncoded()));
    Files.writeString(
        directory.resolve(BusSecurity.CERTIFICATE), pem("CERTIFICATE", issued.getEncoded()));
    var key = directory.resolve(BusSecurity.KEY);
    Files.deleteIfExists(key);
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    if (readable) {
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    }
    Files.writeString(key, pem("PRIVATE KEY", nodeKeys.getPrivate().getEncoded()));
  }

  private X509CertificateHolder certificate(
      X500Name subject, KeyPair subjectKeys, BasicConstraints constraints, int usage) {
    var now = Instant.now();
    try {
      return new JcaX509v3CertificateBuilder(
              name,
              new BigInteger(120, new SecureRandom()),
              Date.from(now.minus(CLOCKS_APART)),
              Date.from(now.plus(VALIDITY)),
              subject,
              subjectKeys.getPublic())
          .addExtension(Extension.basicConstraints, true, constraints)
          .addExtension(Extension.keyUsage, true, new KeyUsage(usage))
          .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
    } catch (IOException | OperatorCreationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static X500Name name(String common) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, common).build();
  }

  private static KeyPair keyPair() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }

  private static String pem(String type, byte[] content) {
    var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
  }
}
