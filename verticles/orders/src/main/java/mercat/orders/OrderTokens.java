package mercat.orders;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import mercat.contracts.OrderId;
import mercat.platform.Actor;
import mercat.platform.database.Database;

/**
 * The token that opens one order: its id and a keyed digest of it (HMAC-SHA-256, RFC 2104, the
 * first 128 bits). Made again for every replay, stored nowhere.
 */
final class OrderTokens {
  private static final String KEY = "select key from order_token_key";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int DIGEST_BYTES = 16;

  private final SecretKeySpec key;

  OrderTokens(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /** Tokens made under the key that the schema keeps. */
  static OrderTokens read(Database database) {
    var key = database.read(KEY, Tuple.tuple()).iterator().next().getBuffer(0);
    return new OrderTokens(key.getBytes());
  }

  String of(OrderId id) {
    return id + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(digest(id));
  }

  /**
   * Whether somebody may access an order: whoever bears its token, and staff with the scope. Takes
   * the same time wherever a token differs.
   */
  boolean mayAccess(Actor actor, String scope, OrderId id, String token) {
    return actor.hasScope(scope)
        || MessageDigest.isEqual(
            of(id).getBytes(StandardCharsets.US_ASCII), token.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A name for a buyer that others may count by: who does not know the key learns from it neither
   * who it is nor whether it is somebody they know.
   */
  UUID pseudonym(Buffer buyer) {
    var bits =
        ByteBuffer.wrap(
            digest(
                ("buyer " + HexFormat.of().formatHex(buyer.getBytes()))
                    .getBytes(StandardCharsets.US_ASCII)));
    return new UUID(bits.getLong(), bits.getLong());
  }

  private byte[] digest(OrderId id) {
    return digest(
        ByteBuffer.allocate(16)
            .putLong(id.value().getMostSignificantBits())
            .putLong(id.value().getLeastSignificantBits())
            .array());
  }

  private byte[] digest(byte[] bytes) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return Arrays.copyOf(mac.doFinal(bytes), DIGEST_BYTES);
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }
}
