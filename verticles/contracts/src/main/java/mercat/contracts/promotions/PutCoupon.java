package mercat.contracts.promotions;

import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Write;
import org.jspecify.annotations.Nullable;

/**
 * Asks promotions to hold this coupon as given, new or not. A repeat changes nothing. Orders that
 * are placed already keep the terms that they were placed by.
 *
 * @param replaces the version that this is a change of, from 1; null for whichever there is
 */
public record PutCoupon(Coupon coupon, @Nullable Long replaces)
    implements Request<PutCoupon.Reply>, Write {
  public PutCoupon {
    if (replaces != null && replaces < 1) {
      throw new IllegalArgumentException("a version is 1 or more");
    }
  }

  public PutCoupon(Coupon coupon) {
    this(coupon, null);
  }

  /** Whether it is stored. */
  public sealed interface Reply extends Message {
    record Stored(HeldCoupon coupon, boolean created) implements Reply {}

    /**
     * Somebody else has changed it meanwhile.
     *
     * @param version the one that there is, 0 for none
     */
    record OtherVersion(long version) implements Reply {}

    /** A limit is less than what has been redeemed already. */
    record LimitBelowUses() implements Reply {}
  }
}
