package mercat.promotions;

import static mercat.promotions.RunningPromotions.DISCOUNT;
import static mercat.promotions.RunningPromotions.asked;
import static mercat.promotions.RunningPromotions.rejected;
import static mercat.testkit.LocalNode.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mercat.contracts.Event;
import mercat.contracts.promotions.CouponCode;
import mercat.contracts.promotions.CouponRedeemed;
import mercat.contracts.promotions.CouponRefusal;
import mercat.contracts.promotions.RedeemCoupon;
import mercat.contracts.promotions.RedeemCoupon.Reply;
import mercat.testkit.Cases;
import mercat.testkit.Fresh;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Two processes of one system, whose batches meet in one database. */
class RedeemCouponIT {
  private static final Reply EXHAUSTED = new Reply.Refused(CouponRefusal.COUPON_EXHAUSTED);
  private static final Reply LIMIT_REACHED = new Reply.Refused(CouponRefusal.COUPON_LIMIT_REACHED);

  @AutoClose static final RunningPromotions one = new RunningPromotions();

  @AutoClose
  static final RunningPromotions other =
      new RunningPromotions(one.database(), InstantSource.system());

  @Test
  void countsAUseAndTellsOfIt() {
    var code = one.holding(it -> {}).code();
    var id = one.redeemed(code);
    assertThat(one.used(code)).isEqualTo(1);
    assertThat(one.announced(id)).containsExactly(new CouponRedeemed(id, code, DISCOUNT));
  }

  @Test
  void answersARepeatAsBefore() {
    var code = one.holding(it -> it.limit = 1L).code();
    var first = asked(code);
    var second = asked(code);
    for (int i = 0; i < 2; i++) {
      assertThat(one.ask(first)).isEqualTo(new Reply.Redeemed(first.orderId()));
      assertThat(other.ask(second)).isEqualTo(EXHAUSTED);
    }
    assertThat(one.used(code)).isEqualTo(1);
    assertThat(one.announced(first.orderId())).hasSize(1);
    assertThat(one.announced(second.orderId())).isEmpty();
  }

  @Test
  void answersARefusalAsBeforeEvenWhenThereIsOneLeftByNow() {
    var code = one.holding(it -> it.limit = 1L).code();
    var first = one.redeemed(code);
    var late = asked(code);
    assertThat(one.ask(late)).isEqualTo(EXHAUSTED);
    one.hears(rejected(first));
    assertThat(one.used(code)).isZero();
    assertThat(one.ask(late)).isEqualTo(EXHAUSTED);
    assertThat(one.used(code)).isZero();
  }

  @Test
  void countsNoOtherCouponForAnOrderThatHasOne() {
    var code = one.holding(it -> {}).code();
    var second = one.holding(it -> {}).code();
    var id = one.redeemed(code);
    assertThat(one.ask(new RedeemCoupon(id, second, UUID.randomUUID(), DISCOUNT)))
        .isEqualTo(new Reply.AlreadySettled());
    assertThat(one.used(second)).isZero();
  }

  @Test
  void judgesByTheTimeOfTheRedemption() {
    var now = Instant.now();
    var moment = new Instant[] {now};
    try (var clocked = new RunningPromotions(one.database(), () -> moment[0])) {
      var code =
          clocked
              .holding(it -> {
                it.startsAt = now.plusSeconds(60);
                it.endsAt = now.plusSeconds(120);
              })
              .code();
      assertThat(clocked.ask(asked(code)))
          .isEqualTo(new Reply.Refused(CouponRefusal.COUPON_NOT_STARTED));
      moment[0] = now.plusSeconds(60);
      clocked.redeemed(code);
      moment[0] = now.plusSeconds(60).plus(Duration.ofMinutes(1));
      assertThat(clocked.ask(asked(code)))
          .isEqualTo(new Reply.Refused(CouponRefusal.COUPON_EXPIRED));
      assertThat(clocked.used(code)).isEqualTo(1);
    }
  }

  @Test
  void redeemsNoneTwiceWhenManyWantTheLast() {
    var code = one.holding(it -> it.limit = 100L).code();
    var replies = one.inOneBatch(Stream.generate(() -> asked(code)).limit(250).toList());
    assertThat(replies.subList(0, 100)).hasOnlyElementsOfType(Reply.Redeemed.class);
    assertThat(replies.subList(100, 250)).containsOnly(EXHAUSTED);
    assertThat(one.used(code)).isEqualTo(100);
  }

  @Test
  void decidesCopiesOfOneRequestInOneBatchOnce() {
    var code = one.holding(it -> {}).code();
    var request = asked(code);
    assertThat(one.inOneBatch(Collections.nCopies(20, request)))
        .hasSize(20)
        .containsOnly(new Reply.Redeemed(request.orderId()));
    assertThat(one.used(code)).isEqualTo(1);
    assertThat(one.announced(request.orderId())).hasSize(1);
  }

  /** B27: the race, a hundred times over. */
  @Test
  void givesTheLastUseToOneOfTwoProcessesAHundredTimes() {
    for (int i = 0; i < 100; i++) {
      var code = one.holding(it -> it.limit = 1L).code();
      var here = one.asking(asked(code));
      var there = other.asking(asked(code));
      assertThat(List.of(get(here), get(there)))
          .filteredOn(Reply.Redeemed.class::isInstance)
          .hasSize(1);
      assertThat(one.used(code)).isEqualTo(1);
    }
  }

  @Test
  void givesFiftyUsesToTwoHundredOrdersAtTwoProcesses() {
    var code = one.holding(it -> it.limit = 50L).code();
    var replies = storm(IntStream.range(0, 200).mapToObj(i -> asked(code)).toList());
    assertThat(replies).filteredOn(Reply.Redeemed.class::isInstance).hasSize(50);
    assertThat(replies).filteredOn(EXHAUSTED::equals).hasSize(150);
    assertThat(one.used(code)).isEqualTo(50);
  }

  @Test
  void givesEachBuyerTheirTwoUnderTheSameStorm() {
    var code =
        one.holding(
                it -> {
                  it.limit = 50L;
                  it.limitPerCustomer = 2L;
                })
            .code();
    var buyers = Stream.generate(UUID::randomUUID).limit(10).toList();
    var requests = IntStream.range(0, 200).mapToObj(i -> asked(code, buyers.get(i % 10))).toList();
    var replies = storm(requests);
    var byBuyer = new HashMap<UUID, Integer>();
    for (int i = 0; i < requests.size(); i++) {
      if (replies.get(i) instanceof Reply.Redeemed) {
        byBuyer.merge(requests.get(i).customer(), 1, Integer::sum);
      } else {
        assertThat(replies.get(i)).isEqualTo(LIMIT_REACHED);
      }
    }
    assertThat(byBuyer).hasSize(10);
    assertThat(byBuyer.values()).containsOnly(2);
    assertThat(one.used(code)).isEqualTo(20);
  }

  @Test
  void addsUpWhateverIsAskedRepeatedAndReleased() {
    Cases.check(3, RedeemCouponIT::addsUp);
  }

  private static void addsUp(Cases cases) {
    var codes =
        Stream.generate(() -> one.holding(it -> it.limit = (long) cases.number(5, 60)).code())
            .limit(3)
            .toList();
    var buyers = Stream.generate(UUID::randomUUID).limit(6).toList();
    var asked = new HashMap<RedeemCoupon, Future<Reply>>();
    var ended = new ArrayList<RedeemCoupon>();
    for (int round = 0; round < 10; round++) {
      var requests = cases.listOf(10, 20, () -> asked(cases.oneOf(codes), cases.oneOf(buyers)));
      requests.forEach(request -> asked.put(request, anyOf(cases).asking(request)));
      cases
          .someOf(requests, 4)
          .forEach(request -> asked.put(request, anyOf(cases).asking(request)));
      var dead = cases.someOf(requests, 5);
      anyOf(cases)
          .announces(
              dead.stream().map(request -> rejected(request.orderId())).toArray(Event[]::new));
      ended.addAll(dead);
    }
    var live = new HashMap<CouponCode, Long>();
    asked.forEach((request, reply) -> {
      if (get(reply) instanceof Reply.Redeemed && !ended.contains(request)) {
        live.merge(request.coupon(), 1L, Long::sum);
      }
    });
    one.hears(rejected(Fresh.orderId()));
    codes.forEach(code -> assertThat(one.used(code)).isEqualTo(live.getOrDefault(code, 0L)));
  }

  private static RunningPromotions anyOf(Cases cases) {
    return cases.chance() ? one : other;
  }

  /** All at once, half of them at each process. */
  private static List<Reply> storm(List<RedeemCoupon> requests) {
    var asked =
        IntStream.range(0, requests.size())
            .mapToObj(i -> (i % 2 == 0 ? one : other).asking(requests.get(i)))
            .toList();
    return asked.stream().map(reply -> get(reply)).toList();
  }
}
