package mercat.notifications;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import mercat.contracts.accounts.Credential;

/** Signatures of Standard Webhooks: HMAC-SHA-256 over id, time and body, by each live secret. */
final class WebhookSigner {
  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SECRET_BYTES = 32;

  private WebhookSigner() {}

  static byte[] freshSecret() {
    var secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    return secret;
  }

  /** A secret as receivers keep it. */
  static Credential shown(byte[] secret) {
    return new Credential(PREFIX + Base64.getEncoder().encodeToString(secret));
  }

  /** The header {@code webhook-signature}. */
  static String sign(UUID id, Instant at, String body, List<byte[]> secrets) {
    var signed = "%s.%d.%s".formatted(id, at.getEpochSecond(), body);
    return secrets.stream()
        .map(secret -> "v1," + Base64.getEncoder().encodeToString(hmac(secret, signed)))
        .collect(Collectors.joining(" "));
  }

  private static byte[] hmac(byte[] secret, String signed) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      return mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }
}
