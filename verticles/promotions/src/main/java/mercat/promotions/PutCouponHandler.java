package mercat.promotions;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import mercat.contracts.Money;
import mercat.contracts.promotions.Coupon;
import mercat.contracts.promotions.CouponChanged;
import mercat.contracts.promotions.PutCoupon;
import mercat.contracts.promotions.PutCoupon.Reply;
import mercat.platform.Call;
import mercat.platform.database.Tx;
import mercat.platform.log.StaffActions;
import mercat.platform.mailbox.EachHandler;
import mercat.promotions.domain.StoredCoupon;
import org.jspecify.annotations.Nullable;

/** Stores what differs from what is stored, and announces it. For staff. */
record PutCouponHandler(CouponStore coupons, RecentCoupons recent, RedemptionStore redemptions)
    implements EachHandler<PutCoupon, Reply> {
  @Override
  public Reply handle(Tx tx, PutCoupon request, Call call) {
    call.actor().requireScope("promotions:write");
    var wanted = request.coupon();
    var replaces = request.replaces();
    if (replaces == null) {
      var first = StoredCoupon.first(wanted);
      if (coupons.add(tx, first)) {
        return stored(tx, call, null, first);
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
    return stored(tx, call, current, next);
  }

  private boolean isOverusedBySomebody(Tx tx, Coupon wanted) {
    var limit = wanted.limitPerCustomer();
    return limit != null && redemptions.isUsedMoreOften(tx, wanted.code(), limit);
  }

  private Reply stored(Tx tx, Call call, @Nullable StoredCoupon before, StoredCoupon after) {
    var code = after.code();
    recent.forget(code);
    tx.append(call, code.key(), new CouponChanged(code, after.version()));
    StaffActions.note(
        tx, call, code.key(), "putCoupon", "coupon:" + code.value(), told(before), told(after));
    return new Reply.Stored(after.held(), before == null);
  }

  /** What the audit tells of a coupon. */
  private static Map<String, String> told(@Nullable StoredCoupon stored) {
    if (stored == null) {
      return Map.of();
    }
    var coupon = stored.coupon();
    var fields = new TreeMap<String, String>();
    var percent = coupon.terms().percent();
    if (percent != null) {
      fields.put("percent", String.valueOf(percent));
    }
    tellMoney(fields, "amount", coupon.terms().amount());
    tellMoney(fields, "minimumSubtotal", coupon.minimumSubtotal());
    tell(fields, "startsAt", coupon.startsAt());
    tell(fields, "endsAt", coupon.endsAt());
    tell(fields, "limit", coupon.limit());
    tell(fields, "limitPerCustomer", coupon.limitPerCustomer());
    return fields;
  }

  private static void tellMoney(Map<String, String> fields, String name, @Nullable Money money) {
    if (money != null) {
      fields.put(name, money.amount() + " " + money.currency());
    }
  }

  private static void tell(Map<String, String> fields, String name, @Nullable Object value) {
    if (value != null) {
      fields.put(name, value.toString());
    }
  }
}
