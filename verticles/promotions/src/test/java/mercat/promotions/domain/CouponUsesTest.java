package mercat.promotions.domain;

import static mercat.promotions.CouponSample.coupon;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mercat.contracts.Money;
import mercat.contracts.promotions.CouponCode;
import mercat.contracts.promotions.CouponRefusal;
import mercat.contracts.promotions.RedeemCoupon;
import mercat.testkit.Cases;
import mercat.testkit.Fresh;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CouponUsesTest {
  private static final Instant NOW = Instant.parse("2026-11-29T08:00:00Z");
  private static final UUID ANN = new UUID(0, 1);
  private static final UUID BOB = new UUID(0, 2);

  @Test
  void givesWhatIsLeftInOrderOfArrival() {
    var coupon = coupon(it -> it.limit = 5L);
    var uses = new CouponUses(List.of(new StoredCoupon(coupon, 3, 1)), Map.of(), NOW);
    assertThat(Stream.generate(() -> uses.take(asked(coupon.code(), ANN))).limit(4))
        .containsExactly(
            null, null, CouponRefusal.COUPON_EXHAUSTED, CouponRefusal.COUPON_EXHAUSTED);
    assertThat(uses.taken()).isEqualTo(Map.of(coupon.code(), 2L));
  }

  @Test
  void countsEachBuyerApart() {
    var coupon = coupon(it -> it.limitPerCustomer = 2L);
    var before = Map.of(new CustomerOfCoupon(coupon.code(), ANN), 1L);
    var uses = new CouponUses(List.of(new StoredCoupon(coupon, 1, 1)), before, NOW);
    assertThat(uses.take(asked(coupon.code(), ANN))).isNull();
    assertThat(uses.take(asked(coupon.code(), ANN))).isEqualTo(CouponRefusal.COUPON_LIMIT_REACHED);
    assertThat(uses.take(asked(coupon.code(), BOB))).isNull();
    assertThat(uses.taken()).isEqualTo(Map.of(coupon.code(), 2L));
  }

  @Test
  void givesNothingOfWhatIsUnknownOverOrNotThereYet() {
    var over = coupon(it -> it.endsAt = NOW);
    var later = coupon(it -> it.startsAt = NOW.plusNanos(1_000));
    var uses =
        new CouponUses(List.of(StoredCoupon.first(over), StoredCoupon.first(later)), Map.of(), NOW);
    assertThat(uses.take(asked(over.code(), ANN))).isEqualTo(CouponRefusal.COUPON_EXPIRED);
    assertThat(uses.take(asked(later.code(), ANN))).isEqualTo(CouponRefusal.COUPON_NOT_STARTED);
    assertThat(uses.take(asked(new CouponCode("NONE"), ANN)))
        .isEqualTo(CouponRefusal.UNKNOWN_COUPON);
    assertThat(uses.taken()).isEmpty();
  }

  @Test
  void givesNeverMoreThanAnyLimitAllowsAndNothingLess() {
    Cases.check(200, CouponUsesTest::keepsItsLimits);
  }

  private static void keepsItsLimits(Cases cases) {
    var coupons =
        cases.listOf(
            1,
            4,
            () ->
                coupon(it -> {
                  it.limit = cases.chance() ? Long.valueOf(cases.number(1, 12)) : null;
                  it.limitPerCustomer = cases.chance() ? Long.valueOf(cases.number(1, 4)) : null;
                }));
    var buyers = IntStream.range(0, 4).mapToObj(i -> new UUID(0, i)).toList();
    var uses = new CouponUses(coupons.stream().map(StoredCoupon::first).toList(), Map.of(), NOW);
    var taken = new HashMap<CouponCode, Integer>();
    var byBuyer = new HashMap<CustomerOfCoupon, Integer>();
    for (int i = 0; i < 60; i++) {
      var coupon = cases.oneOf(coupons);
      var request = asked(coupon.code(), cases.oneOf(buyers));
      var buyer = CustomerOfCoupon.of(request);
      boolean isLeft = isBelow(taken.getOrDefault(coupon.code(), 0), coupon.limit());
      boolean isLeftForBuyer = isBelow(byBuyer.getOrDefault(buyer, 0), coupon.limitPerCustomer());
      boolean isTaken = uses.take(request) == null;
      assertThat(isTaken).isEqualTo(isLeft && isLeftForBuyer);
      if (isTaken) {
        taken.merge(coupon.code(), 1, Integer::sum);
        byBuyer.merge(buyer, 1, Integer::sum);
      }
    }
  }

  private static boolean isBelow(int uses, @Nullable Long limit) {
    return limit == null || uses < limit;
  }

  private static RedeemCoupon asked(CouponCode code, UUID customer) {
    return new RedeemCoupon(Fresh.orderId(), code, customer, new Money(100, "GBP"));
  }
}
