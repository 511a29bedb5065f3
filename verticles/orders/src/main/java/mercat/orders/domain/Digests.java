package mercat.orders.domain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.Locale;
import java.util.UUID;
import mercat.contracts.Address;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.promotions.CouponCode;
import org.jspecify.annotations.Nullable;

/** The SHA-256 digests by which a repeat is known: who buys, under which key, and what. */
public final class Digests {
  private Digests() {}

  /** Names a guest: the e-mail without surrounding space, in lower case, in Unicode form NFC. */
  public static byte[] buyer(String email) {
    var normalised =
        Normalizer.normalize(email.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    return sha256().digest(normalised.getBytes(StandardCharsets.UTF_8));
  }

  /** Names a customer. No guest is named so: every e-mail address has an at sign. */
  public static byte[] customer(UUID account) {
    return sha256().digest(account.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Names the buyer's intention: guest or customer, and key, cut to 128 bits. */
  public static UUID claim(byte[] buyer, String key) {
    var digest = sha256();
    digest.update(buyer);
    digest.update(key.getBytes(StandardCharsets.UTF_8));
    var bits = ByteBuffer.wrap(digest.digest());
    return new UUID(bits.getLong(), bits.getLong());
  }

  /**
   * Names everything that was asked for, lines in their order.
   *
   * @param savedAddress the one that is named in place of an address, null when none is
   * @param coupon null for none
   */
  public static byte[] content(
      PlaceOrder request, @Nullable UUID savedAddress, @Nullable CouponCode coupon) {
    var digest = sha256();
    put(digest, request.email());
    put(digest, request.paymentMethod());
    put(digest, request.token());
    for (var line : request.lines()) {
      put(digest, line.sku().value());
      put(digest, line.quantity());
    }
    var expected = request.expectedTotal();
    put(digest, expected == null ? "" : expected.amount() + expected.currency());
    var address = request.shippingAddress();
    if (address != null) {
      put(digest, address);
    }
    if (savedAddress != null) {
      put(digest, savedAddress.toString());
    }
    if (coupon != null) {
      put(digest, "coupon");
      put(digest, coupon.value());
    }
    return digest.digest();
  }

  /** Part by part: strung together, two addresses may read alike. */
  private static void put(MessageDigest digest, Address address) {
    put(digest, address.name());
    put(digest, address.line1());
    put(digest, address.line2());
    put(digest, address.city());
    put(digest, address.region());
    put(digest, address.postcode());
    put(digest, address.country());
  }

  private static void put(MessageDigest digest, String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    put(digest, bytes.length);
    digest.update(bytes);
  }

  private static void put(MessageDigest digest, long number) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException(absent);
    }
  }
}
