package mercat.orders;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import mercat.contracts.OrderId;

/**
 * The token that opens one order: its id and a keyed digest of it (HMAC-SHA-256, RFC 2104, the
 * first 128 bits). Made again for every replay, stored nowhere.
 */
final class OrderTokens {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int DIGEST_BYTES = 16;

  private final SecretKeySpec key;

  OrderTokens(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  String of(OrderId id) {
    return id + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(digest(id));
  }

  /** Whether the token opens the order; takes the same time wherever it differs. */
  boolean opens(String token, OrderId id) {
    return MessageDigest.isEqual(
        of(id).getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        token.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private byte[] digest(OrderId id) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      var bytes =
          ByteBuffer.allocate(16)
              .putLong(id.value().getMostSignificantBits())
              .putLong(id.value().getLeastSignificantBits());
      return java.util.Arrays.copyOf(mac.doFinal(bytes.array()), DIGEST_BYTES);
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }
}
