package mercat.promotions;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import mercat.contracts.Event;
import mercat.contracts.OrderId;
import mercat.contracts.log.LogEntry;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.promotions.CouponCode;
import mercat.contracts.promotions.CouponReleased;
import mercat.platform.database.Tx;
import mercat.platform.log.Follower;
import mercat.promotions.domain.Redemption;

/** Gives back what ended orders used, so that somebody else may use it. */
record ReleaseRedemptions(RedemptionStore redemptions, CouponStore coupons, RecentCoupons recent)
    implements Follower {
  @Override
  public Set<Class<? extends Event>> applies() {
    return Set.of(OrderRejected.class, OrderCancelled.class);
  }

  @Override
  public void apply(Tx tx, List<LogEntry> entries) {
    var ended = new TreeMap<UUID, LogEntry>();
    var rejected = new ArrayList<UUID>();
    for (var entry : entries) {
      switch (entry.event()) {
        case OrderRejected order -> {
          if (Boolean.TRUE.equals(order.couponAsked())) {
            ended.put(entry.key(), entry);
            rejected.add(entry.key());
          }
        }
        case OrderCancelled order -> ended.put(entry.key(), entry);
        default -> throw new IllegalStateException("not followed: " + entry.event());
      }
    }
    if (!rejected.isEmpty()) {
      redemptions.insertTombstones(tx, rejected);
    }
    if (!ended.isEmpty()) {
      release(tx, ended);
    }
  }

  private void release(Tx tx, SortedMap<UUID, LogEntry> ended) {
    var redeemed = new TreeMap<>(redemptions.lockRedeemed(tx, ended.keySet()));
    if (redeemed.isEmpty()) {
      return;
    }
    redemptions.release(tx, redeemed.keySet());
    var givenBack = givenBack(redeemed);
    coupons.take(tx, givenBack);
    givenBack.keySet().forEach(recent::forget);
    redeemed.forEach((id, redemption) -> {
      var event = new CouponReleased(new OrderId(id), couponOf(redemption));
      tx.append(requireNonNull(ended.get(id)), id, event);
    });
  }

  private static SortedMap<CouponCode, Long> givenBack(Map<UUID, Redemption> redeemed) {
    var given = new TreeMap<CouponCode, Long>();
    redeemed.values().forEach(each -> given.merge(couponOf(each), -1L, Long::sum));
    return given;
  }

  private static CouponCode couponOf(Redemption redeemed) {
    return requireNonNull(redeemed.coupon(), "what is redeemed names its coupon");
  }
}
