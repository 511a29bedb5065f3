package mercat.node.cluster;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import mercat.platform.config.SecretFile;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority for one cluster and nothing else. Its own files stay where the nodes'
 * directories are made, so that it can renew a certificate and add a node: whoever can read {@value
 * #KEY} can make a member.
 */
final class ClusterAuthority {
  static final String CERTIFICATE = "ca.pem";
  static final String KEY = "ca.key";

  /** Long enough that nodes are renewed many times before. */
  private static final Duration VALIDITY = Duration.ofDays(3_650);

  private static final Duration CLOCKS_APART = Duration.ofMinutes(5);

  private final KeyPair keys;
  private final X509CertificateHolder certificate;

  private ClusterAuthority(KeyPair keys, X509CertificateHolder certificate) {
    this.keys = keys;
    this.certificate = certificate;
  }

  /**
   * The authority whose files are in the directory; a new one where there are none.
   *
   * @throws IOException when the files cannot be read or written
   */
  static ClusterAuthority in(Path directory) throws IOException {
    var certificateFile = directory.resolve(CERTIFICATE);
    var keyFile = directory.resolve(KEY);
    if (Files.exists(keyFile)) {
      return read(certificateFile, keyFile);
    }
    var made = of(Instant.now());
    Files.createDirectories(directory);
    write(keyFile, "PRIVATE KEY", made.keys.getPrivate().getEncoded(), "rw-------");
    write(certificateFile, "CERTIFICATE", made.certificate.getEncoded(), "rw-r--r--");
    return made;
  }

  /** A new one that leaves no files, from that moment on. */
  static ClusterAuthority of(Instant from) {
    var keys = keyPair();
    var name = name("Mercat cluster authority");
    var signed =
        sign(
            name,
            keys.getPrivate(),
            name,
            keys.getPublic(),
            new BasicConstraints(0),
            KeyUsage.keyCertSign,
            from.minus(CLOCKS_APART),
            from.plus(VALIDITY));
    return new ClusterAuthority(keys, signed);
  }

  private static ClusterAuthority read(Path certificateFile, Path keyFile) throws IOException {
    try (var certificate = new PEMParser(Files.newBufferedReader(certificateFile));
        var key = new PEMParser(Files.newBufferedReader(keyFile))) {
      var converter = new JcaPEMKeyConverter();
      if (certificate.readObject() instanceof X509CertificateHolder holder
          && key.readObject() instanceof PrivateKeyInfo info) {
        return new ClusterAuthority(
            new KeyPair(
                converter.getPublicKey(holder.getSubjectPublicKeyInfo()),
                converter.getPrivateKey(info)),
            holder);
      }
      throw new IOException("%s and %s are no authority's".formatted(certificateFile, keyFile));
    }
  }

  /**
   * Writes the files by which a node is known to the others of this authority: each complete before
   * it takes the place of one that is there, since a node may read them at any time.
   *
   * @param readable whether others than the owner may read the key
   * @throws IOException when they cannot be written
   */
  void issue(String node, Path directory, boolean readable, Instant from, Instant until)
      throws IOException {
    var nodeKeys = keyPair();
    var issued =
        sign(
            certificate.getSubject(),
            keys.getPrivate(),
            name(node),
            nodeKeys.getPublic(),
            new BasicConstraints(false),
            KeyUsage.digitalSignature,
            from.minus(CLOCKS_APART),
            until);
    Files.createDirectories(directory);
    write(
        directory.resolve(BusCertificates.AUTHORITY),
        "CERTIFICATE",
        certificate.getEncoded(),
        "rw-r--r--");
    write(
        directory.resolve(BusCertificates.KEY),
        "PRIVATE KEY",
        nodeKeys.getPrivate().getEncoded(),
        readable ? "rw-r--r--" : "rw-------");
    write(
        directory.resolve(BusCertificates.CERTIFICATE),
        "CERTIFICATE",
        issued.getEncoded(),
        "rw-r--r--");
  }

  /** When it ends, and with it all that it has issued. */
  Instant validUntil() {
    return certificate.getNotAfter().toInstant();
  }

  private static X509CertificateHolder sign(
      X500Name issuer,
      PrivateKey issuerKey,
      X500Name subject,
      PublicKey subjectKey,
      BasicConstraints constraints,
      int usage,
      Instant from,
      Instant until) {
    try {
      return new JcaX509v3CertificateBuilder(
              issuer,
              new BigInteger(120, new SecureRandom()),
              Date.from(from),
              Date.from(until),
              subject,
              subjectKey)
          .addExtension(Extension.basicConstraints, true, constraints)
          .addExtension(Extension.keyUsage, true, new KeyUsage(usage))
          .build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey));
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

  private static void write(Path file, String type, byte[] content, String permissions)
      throws IOException {
    var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    SecretFile.write(
        file,
        "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n",
        permissions);
  }
}
