package mercat.node.cluster;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Certificates and private keys in PEM, and whether they belong together. */
public final class PemKeys {
  private PemKeys() {}

  /**
   * The certificates in a file, at least one.
   *
   * @throws CertificateException saying why there is none
   */
  public static List<X509Certificate> certificates(Buffer pem) throws CertificateException {
    var found =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem.getBytes()));
    if (found.isEmpty()) {
      throw new CertificateException("it is empty");
    }
    return found.stream().map(X509Certificate.class::cast).toList();
  }

  /**
   * The key in a file, which is not encrypted.
   *
   * @throws IOException saying why there is none
   */
  public static PrivateKey read(Buffer pem) throws IOException {
    try (var parser = new PEMParser(new StringReader(pem.toString()))) {
      return switch (parser.readObject()) {
        case PrivateKeyInfo key -> new JcaPEMKeyConverter().getPrivateKey(key);
        case PEMKeyPair pair -> new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
        case null, default -> throw new IOException("no such thing is in it");
      };
    }
  }

  /**
   * Whether both are of one pair. While files are written anew, one may be there before the other.
   */
  public static boolean isPair(PublicKey shown, PrivateKey key) {
    try {
      var algorithm =
          switch (shown.getAlgorithm()) {
            case "EC", "RSA" -> "SHA256with" + shown.getAlgorithm().replace("EC", "ECDSA");
            case String other -> other;
          };
      var signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      var signed = signature.sign();
      signature.initVerify(shown);
      return signature.verify(signed);
    } catch (GeneralSecurityException ofAnotherKind) {
      return false;
    }
  }
}
