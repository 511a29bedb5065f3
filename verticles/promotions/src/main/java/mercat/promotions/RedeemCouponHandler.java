package mercat.promotions;

import static mercat.platform.Await.await;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import mercat.contracts.promotions.CouponCode;
import mercat.contracts.promotions.CouponRedeemed;
import mercat.contracts.promotions.CouponRefusal;
import mercat.contracts.promotions.RedeemCoupon;
import mercat.contracts.promotions.RedeemCoupon.Reply;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.BatchHandler;
import mercat.promotions.domain.CouponUses;
import mercat.promotions.domain.CustomerOfCoupon;
import mercat.promotions.domain.StoredCoupon;

/** Counts coupons as used by orders. */
record RedeemCouponHandler(
    RedemptionStore redemptions, CouponStore coupons, RecentCoupons recent, InstantSource clock)
    implements BatchHandler<RedeemCoupon, Reply> {
  @Override
  public List<Reply> handle(Tx tx, List<Asked<RedeemCoupon>> batch) {
    var requests = Asked.requests(batch);
    var claiming = redemptions.claim(tx, requests);
    var locked = coupons.lock(tx, codesOf(requests));
    var claimed = await(claiming);
    var uses =
        new CouponUses(locked, usesOfCustomers(tx, locked, requests, claimed), clock.instant());

    var replies = new ArrayList<Reply>(batch.size());
    var refused = new TreeMap<UUID, CouponRefusal>();
    var repeats = new TreeMap<Integer, RedeemCoupon>();
    for (var asked : batch) {
      var request = asked.request();
      var id = request.orderId();
      if (!claimed.remove(id.value())) {
        repeats.put(replies.size(), request);
        replies.add(new Reply.AlreadySettled());
        continue;
      }
      var refusal = uses.take(request);
      if (refusal == null) {
        var event = new CouponRedeemed(id, request.coupon(), request.discount());
        tx.append(asked.call(), id.value(), event);
        replies.add(new Reply.Redeemed(id));
      } else {
        refused.put(id.value(), refusal);
        replies.add(new Reply.Refused(refusal));
      }
    }

    if (!uses.taken().isEmpty()) {
      coupons.take(tx, uses.taken());
      uses.usedUp().forEach(recent::forget);
    }
    if (!refused.isEmpty()) {
      redemptions.refuse(tx, refused);
    }
    if (!repeats.isEmpty()) {
      answerRepeats(tx, repeats, replies);
    }
    return replies;
  }

  /** Counted after the coupons are locked: nobody else redeems or releases them meanwhile. */
  private Map<CustomerOfCoupon, Long> usesOfCustomers(
      Tx tx, List<StoredCoupon> locked, List<RedeemCoupon> requests, Set<UUID> claimed) {
    var limited =
        locked.stream()
            .filter(each -> each.coupon().limitPerCustomer() != null)
            .map(StoredCoupon::code)
            .collect(Collectors.toSet());
    var asked =
        requests.stream()
            .filter(request -> limited.contains(request.coupon()))
            .map(CustomerOfCoupon::of)
            .collect(Collectors.toSet());
    return asked.isEmpty() ? Map.of() : redemptions.uses(tx, asked, claimed);
  }

  /** Answers from the stored rows, in a statement after those that decided the batch. */
  private void answerRepeats(Tx tx, SortedMap<Integer, RedeemCoupon> repeats, List<Reply> replies) {
    var ids = repeats.values().stream().map(repeat -> repeat.orderId().value()).toList();
    var stored = redemptions.find(tx, ids);
    repeats.forEach((place, repeat) -> {
      var redemption = stored.get(repeat.orderId().value());
      if (redemption != null) {
        replies.set(place, redemption.replyTo(repeat));
      }
    });
  }

  private static TreeSet<CouponCode> codesOf(List<RedeemCoupon> requests) {
    return requests.stream()
        .map(RedeemCoupon::coupon)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
