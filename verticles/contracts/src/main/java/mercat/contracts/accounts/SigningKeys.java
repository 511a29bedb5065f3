package mercat.contracts.accounts;

import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import java.util.List;
import mercat.contracts.Message;
import mercat.contracts.Request;

/** Asks for the public keys by which access tokens are checked. */
public record SigningKeys() implements Request<SigningKeys.Listed> {
  /**
   * The next, the current and earlier ones whose tokens may still be valid.
   *
   * @param issuer the claim {@code iss} of every access token
   */
  public record Listed(String issuer, List<PublicKey> keys) implements Message {
    public Listed {
      keys = List.copyOf(keys);
    }
  }

  /**
   * A key of ES256 (RFC 7518, 6.2).
   *
   * @param kid names it
   * @param x a coordinate of the point on P-256, base64url of 32 bytes
   * @param y the other
   */
  public record PublicKey(String kid, String x, String y) {
    private static final int COORDINATE_BYTES = 32;

    public static PublicKey of(String kid, ECPublicKey key) {
      var point = key.getW();
      return new PublicKey(kid, coordinate(point.getAffineX()), coordinate(point.getAffineY()));
    }

    private static String coordinate(BigInteger value) {
      var bytes = value.toByteArray();
      var padded = new byte[COORDINATE_BYTES];
      int taken = Math.min(bytes.length, COORDINATE_BYTES);
      System.arraycopy(bytes, bytes.length - taken, padded, COORDINATE_BYTES - taken, taken);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(padded);
    }
  }
}
