package mercat.promotions;

import java.util.List;
import java.util.TreeSet;
import mercat.contracts.promotions.Coupon;
import mercat.contracts.promotions.CouponChanged;
import mercat.contracts.promotions.PutCoupon;
import mercat.contracts.promotions.PutCoupon.Reply;
import mercat.platform.Call;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.EachHandler;
import mercat.promotions.domain.StoredCoupon;

/** Stores what differs from what is stored, and announces it. For staff. */
record PutCouponHandler(CouponStore coupons, RedemptionStore redemptions)
    implements EachHandler<PutCoupon, Reply> {
  @Override
  public Reply handle(Tx tx, PutCoupon request, Call call) {
    call.actor().requireScope("promotions:write");
    var wanted = request.coupon();
    var replaces = request.replaces();
    if (replaces == null) {
      var first = StoredCoupon.first(wanted);
      if (coupons.add(tx, first)) {
        return stored(tx, call, first, true);
      }
    }
    var found = coupons.lock(tx, new TreeSet<>(List.of(wanted.code())));
    if (found.isEmpty()) {
      return new Reply.OtherVersion(0);
    }
    var current = found.getFirst();
    var next = current.put(wanted);
    if (next.equals(current)) {
      return new Reply.Stored(current.held(), false);
    }
    if (replaces != null && replaces != current.version()) {
      return new Reply.OtherVersion(current.version());
    }
    if (next.isOverused() || isOverusedBySomebody(tx, wanted)) {
      return new Reply.LimitBelowUses();
    }
    coupons.replace(tx, next);
    return stored(tx, call, next, false);
  }

  private boolean isOverusedBySomebody(Tx tx, Coupon wanted) {
    var limit = wanted.limitPerCustomer();
    return limit != null && redemptions.isUsedMoreOften(tx, wanted.code(), limit);
  }

  private static Reply stored(Tx tx, Call call, StoredCoupon stored, boolean created) {
    var code = stored.code();
    tx.append(call, code.key(), new CouponChanged(code, stored.version()));
    return new Reply.Stored(stored.held(), created);
  }
}
