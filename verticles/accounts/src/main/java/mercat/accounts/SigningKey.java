package mercat.accounts;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.UUID;
import mercat.contracts.accounts.SigningKeys.PublicKey;

/**
 * A key of access tokens: ES256 (RFC 7518, 3.4).
 *
 * @param activeFrom when it begins to sign
 */
record SigningKey(String kid, ECPublicKey publicKey, PrivateKey privateKey, Instant activeFrom) {
  static SigningKey make(Instant activeFrom) {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      var pair = generator.generateKeyPair();
      return new SigningKey(
          UUID.randomUUID().toString(),
          (ECPublicKey) pair.getPublic(),
          pair.getPrivate(),
          activeFrom);
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }

  /** A key that was stored as X.509 and PKCS #8. */
  static SigningKey read(String kid, byte[] x509, byte[] pkcs8, Instant activeFrom) {
    try {
      var keys = KeyFactory.getInstance("EC");
      return new SigningKey(
          kid,
          (ECPublicKey) keys.generatePublic(new X509EncodedKeySpec(x509)),
          keys.generatePrivate(new PKCS8EncodedKeySpec(pkcs8)),
          activeFrom);
    } catch (GeneralSecurityException unreadable) {
      throw new IllegalStateException("the signing key " + kid + " cannot be read", unreadable);
    }
  }

  PublicKey published() {
    return PublicKey.of(kid, publicKey);
  }

  /** A JWS (RFC 7515, 3.1) of a header and a payload in JSON. */
  String sign(String header, String payload) {
    var signed = base64url(header) + "." + base64url(payload);
    try {
      var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(privateKey);
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + TokenText.of(signature.sign());
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }

  private static String base64url(String text) {
    return TokenText.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
