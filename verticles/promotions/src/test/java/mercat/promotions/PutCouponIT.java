package mercat.promotions;

import static mercat.promotions.CouponSample.coupon;
import static mercat.promotions.RunningPromotions.STAFF;
import static mercat.promotions.RunningPromotions.asked;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import mercat.contracts.Money;
import mercat.contracts.promotions.Coupon;
import mercat.contracts.promotions.CouponChanged;
import mercat.contracts.promotions.CouponCode;
import mercat.contracts.promotions.CouponRefusal;
import mercat.contracts.promotions.CouponTerms;
import mercat.contracts.promotions.FindCoupon;
import mercat.contracts.promotions.FindCoupons;
import mercat.contracts.promotions.HeldCoupon;
import mercat.contracts.promotions.PreviewCoupon;
import mercat.contracts.promotions.PutCoupon;
import mercat.contracts.promotions.PutCoupon.Reply;
import mercat.contracts.promotions.RedeemCoupon;
import mercat.testkit.LocalNode;
import mercat.testkit.TestDatabase;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class PutCouponIT {

  @AutoClose static final RunningPromotions promotions = new RunningPromotions();

  @Test
  void findsWhatWasPutToTheLastField() {
    var coupon =
        coupon(it -> {
          it.terms = CouponTerms.byAmount(new Money(500, "GBP"));
          it.minimumSubtotal = new Money(2_000, "GBP");
          it.startsAt = Instant.parse("2026-11-29T08:00:00.123456789Z");
          it.endsAt = Instant.parse("9999-12-31T23:59:59.999999Z");
          it.limit = 1_000_000_000L;
          it.limitPerCustomer = 3L;
        });
    var held = new HeldCoupon(coupon, 0, 1);
    assertThat(promotions.put(coupon)).isEqualTo(new Reply.Stored(held, true));
    assertThat(promotions.put(coupon)).isEqualTo(new Reply.Stored(held, false));
    assertThat(find(coupon.code())).isEqualTo(new FindCoupon.Reply.Found(held));
    assertThat(find(new CouponCode("NEVER-PUT"))).isEqualTo(new FindCoupon.Reply.Unknown());
  }

  @Test
  void announcesEachChangeAndNoRepeat() {
    var first = promotions.holding(it -> {});
    var second = limited(first, 5);
    assertThat(promotions.put(second))
        .isEqualTo(new Reply.Stored(new HeldCoupon(second, 0, 2), false));
    assertThat(promotions.put(second))
        .isEqualTo(new Reply.Stored(new HeldCoupon(second, 0, 2), false));
    assertThat(promotions.announced("promotions", first.code().key()))
        .containsExactly(new CouponChanged(first.code(), 1), new CouponChanged(first.code(), 2));
  }

  @Test
  void tellsTheAuditWhoChangedWhatAndNothingWhereNothingChanged() {
    var first = promotions.holding(it -> it.terms = CouponTerms.byPercent(10));
    var second = limited(first, 5);
    assertThat(promotions.put(second)).isInstanceOf(Reply.Stored.class);
    assertThat(promotions.put(second)).isInstanceOf(Reply.Stored.class);
    var acted = promotions.staffActions("promotions", "coupon:" + first.code().value());
    assertThat(acted)
        .hasSize(2)
        .allSatisfy(it -> {
          assertThat(it.actor()).isEqualTo("client:" + STAFF.id());
          assertThat(it.operation()).isEqualTo("putCoupon");
        });
    assertThat(acted.getFirst().before()).isEmpty();
    assertThat(acted.getFirst().after()).containsEntry("percent", "10");
    assertThat(acted.getLast().before()).isEqualTo(acted.getFirst().after());
    assertThat(acted.getLast().after()).containsEntry("limit", "5");
  }

  @Test
  void changesNothingThatSomebodyElseHasChanged() {
    var first = promotions.holding(it -> {});
    var second = limited(first, 5);
    var third = limited(first, 6);
    assertThat(promotions.askAs(STAFF, new PutCoupon(second, 1L))).isInstanceOf(Reply.Stored.class);
    assertThat(promotions.askAs(STAFF, new PutCoupon(third, 1L)))
        .isEqualTo(new Reply.OtherVersion(2));
    assertThat(promotions.askAs(STAFF, new PutCoupon(second, 1L)))
        .as("a repeat")
        .isEqualTo(new Reply.Stored(new HeldCoupon(second, 0, 2), false));
    assertThat(promotions.askAs(STAFF, new PutCoupon(coupon(it -> {}), 1L)))
        .as("a change of nothing")
        .isEqualTo(new Reply.OtherVersion(0));
  }

  @Test
  void setsNoLimitBelowWhatHasBeenRedeemed() {
    var ann = UUID.randomUUID();
    var coupon = promotions.holding(it -> it.limit = 10L);
    promotions.redeemed(coupon.code(), ann);
    promotions.redeemed(coupon.code(), ann);
    promotions.redeemed(coupon.code());
    assertThat(promotions.put(limited(coupon, 2))).isEqualTo(new Reply.LimitBelowUses());
    assertThat(promotions.put(limitedPerCustomer(coupon, 1))).isEqualTo(new Reply.LimitBelowUses());
    assertThat(promotions.put(limitedPerCustomer(coupon, 2))).isInstanceOf(Reply.Stored.class);
    assertThat(promotions.put(limited(coupon, 3))).isInstanceOf(Reply.Stored.class);
    assertThat(promotions.ask(asked(coupon.code())))
        .isEqualTo(new RedeemCoupon.Reply.Refused(CouponRefusal.COUPON_EXHAUSTED));
  }

  @Test
  void listsPageByPageInTheOrderOfCodes() {
    var codes = Stream.generate(() -> promotions.holding(it -> {}).code()).limit(5).toList();
    var listed = new ArrayList<CouponCode>();
    var after = "";
    FindCoupons.Found page;
    do {
      page = promotions.askAs(STAFF, new FindCoupons(after, 2));
      assertThat(page.coupons()).hasSizeBetween(1, 2);
      page.coupons().forEach(held -> listed.add(held.coupon().code()));
      after = listed.getLast().value();
    } while (page.more());
    assertThat(listed).isSorted().containsAll(codes).doesNotHaveDuplicates();
  }

  @Test
  void previewsWhatItWouldTakeOff() {
    var coupon = promotions.holding(it -> it.minimumSubtotal = new Money(2_000, "GBP"));
    assertThat(promotions.ask(new PreviewCoupon(coupon.code(), new Money(2_000, "GBP"))))
        .isEqualTo(new PreviewCoupon.Reply.Applies(CouponTerms.byPercent(10)));
    assertThat(promotions.ask(new PreviewCoupon(coupon.code(), new Money(1_999, "GBP"))))
        .isEqualTo(new PreviewCoupon.Reply.Refused(CouponRefusal.COUPON_NOT_APPLICABLE));
    assertThat(promotions.ask(new PreviewCoupon(new CouponCode("NONE"), new Money(1, "GBP"))))
        .isEqualTo(new PreviewCoupon.Reply.Refused(CouponRefusal.UNKNOWN_COUPON));
  }

  @Test
  void previewsAtOnceWhatChangedHere() {
    var coupon = promotions.holding(it -> it.terms = CouponTerms.byPercent(10));
    var subtotal = new Money(2_000, "GBP");
    var preview = new PreviewCoupon(coupon.code(), subtotal);
    assertThat(promotions.ask(preview))
        .isEqualTo(new PreviewCoupon.Reply.Applies(CouponTerms.byPercent(10)));
    var changed =
        coupon(it -> {
          it.code = coupon.code();
          it.terms = CouponTerms.byPercent(20);
          it.limit = 1L;
        });
    assertThat(promotions.put(changed)).isInstanceOf(Reply.Stored.class);
    assertThat(promotions.ask(preview))
        .isEqualTo(new PreviewCoupon.Reply.Applies(CouponTerms.byPercent(20)));
    promotions.redeemed(coupon.code());
    assertThat(promotions.ask(preview))
        .isEqualTo(new PreviewCoupon.Reply.Refused(CouponRefusal.COUPON_EXHAUSTED));
  }

  @Test
  void letsOnlyStaffWithTheScopeReadAndPut() {
    promotions.assertOnlyFor("promotions:write", new PutCoupon(coupon(it -> {})));
    promotions.assertOnlyFor("promotions:read", new FindCoupon(new CouponCode("ANY")));
    promotions.assertOnlyFor("promotions:read", new FindCoupons("", 10));
  }

  @Test
  void countsWhatTwoProcessesPutAtOnceOneAfterTheOther() {
    try (var other = new RunningPromotions(promotions.database(), InstantSource.system())) {
      var coupon = coupon(it -> {});
      var asked = new ArrayList<Reply>();
      for (int i = 1; i <= 4; i++) {
        var here = promotions.askingAs(STAFF, new PutCoupon(limited(coupon, 10 + i)));
        var there = other.askingAs(STAFF, new PutCoupon(limited(coupon, 20 + i)));
        asked.add(LocalNode.get(here));
        asked.add(LocalNode.get(there));
      }
      assertThat(asked)
          .extracting(reply -> ((Reply.Stored) reply).coupon().version())
          .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 8).boxed().toList());
    }
  }

  @Test
  void isClosedToTheRolesOfOtherSchemas() {
    var database = promotions.database();
    database.prepare(Set.of("stranger"));
    for (var table : List.of("coupon", "redemption")) {
      assertThat(
              TestDatabase.stateOf(database.login("stranger"), "select from promotions." + table))
          .isEqualTo(TestDatabase.PERMISSION_DENIED);
    }
  }

  private static FindCoupon.Reply find(CouponCode code) {
    return promotions.askAs(STAFF, new FindCoupon(code));
  }

  private static Coupon limited(Coupon coupon, long limit) {
    return coupon(it -> {
      it.code = coupon.code();
      it.limit = limit;
    });
  }

  private static Coupon limitedPerCustomer(Coupon coupon, long limit) {
    return coupon(it -> {
      it.code = coupon.code();
      it.limitPerCustomer = limit;
    });
  }
}
