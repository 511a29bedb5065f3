package mercat.contracts.promotions;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What a buyer writes to have a coupon, in letters of either case: {@code spring-10} is {@code
 * SPRING-10}.
 *
 * @param value 1 to 40 characters: capital letters A to Z, digits, and {@code _ -} behind the first
 */
public record CouponCode(String value) implements Comparable<CouponCode> {
  /** Of its text. */
  public static final int LENGTH_MAX = 40;

  private static final Pattern WELL_FORMED =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,%d}".formatted(LENGTH_MAX - 1));

  public CouponCode {
    if (!WELL_FORMED.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a coupon code has 1 to 40 letters, digits or _ - and begins with a letter or a digit");
    }
    value = value.toUpperCase(Locale.ROOT);
  }

  /** The key of events about this coupon: they are kept in order under it. */
  public UUID key() {
    return UUID.nameUUIDFromBytes(value.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public int compareTo(CouponCode other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
