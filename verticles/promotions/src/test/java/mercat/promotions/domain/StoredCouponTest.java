package mercat.promotions.domain;

import static mercat.promotions.CouponSample.coupon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.function.Consumer;
import mercat.contracts.Money;
import mercat.contracts.promotions.CouponCode;
import mercat.contracts.promotions.CouponRefusal;
import mercat.contracts.promotions.CouponTerms;
import mercat.contracts.promotions.PreviewCoupon.Reply;
import mercat.promotions.CouponSample;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoredCouponTest {
  private static final Instant NOW = Instant.parse("2026-11-29T08:00:00Z");
  private static final Money TEN_POUNDS = new Money(1_000, "GBP");

  @Test
  void countsWhatDiffers() {
    var first = StoredCoupon.first(coupon(it -> it.code = new CouponCode("SPRING")));
    assertThat(first.version()).isEqualTo(1);
    assertThat(first.put(coupon(it -> it.code = new CouponCode("spring")))).isSameAs(first);
    var other =
        coupon(it -> {
          it.code = new CouponCode("SPRING");
          it.limit = 5L;
        });
    assertThat(first.put(other)).isEqualTo(new StoredCoupon(other, 0, 2));
  }

  @Test
  void tellsItsTermsToWhomItIsFor() {
    assertThat(preview(it -> {}, 0)).isEqualTo(new Reply.Applies(CouponTerms.byPercent(10)));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-29T08:00:00Z,,",
    "2026-11-29T08:00:00.000001Z,,COUPON_NOT_STARTED",
    ",2026-11-29T08:00:00Z,COUPON_EXPIRED",
    ",2026-11-29T08:00:00.000001Z,",
    "2026-11-29T07:59:59Z,2026-11-29T08:00:01Z,"
  })
  void isThereFromItsBeginningUntilBeforeItsEnd(
      @Nullable Instant startsAt, @Nullable Instant endsAt, @Nullable CouponRefusal refusal) {
    assertThat(
            preview(
                it -> {
                  it.startsAt = startsAt;
                  it.endsAt = endsAt;
                },
                0))
        .isEqualTo(
            refusal == null
                ? new Reply.Applies(CouponTerms.byPercent(10))
                : new Reply.Refused(refusal));
  }

  @Test
  void isExhaustedAtItsLimit() {
    assertThat(preview(it -> it.limit = 5L, 4)).isInstanceOf(Reply.Applies.class);
    assertThat(preview(it -> it.limit = 5L, 5)).isEqualTo(refused(CouponRefusal.COUPON_EXHAUSTED));
  }

  @ParameterizedTest
  @CsvSource({"1000,GBP,true", "1001,GBP,false", "1,EUR,false", "0,GBP,true"})
  void wantsTheMinimumInItsCurrency(long minimum, String currency, boolean applies) {
    var reply = preview(it -> it.minimumSubtotal = new Money(minimum, currency), 0);
    assertThat(reply instanceof Reply.Applies).isEqualTo(applies);
    if (!applies) {
      assertThat(reply).isEqualTo(refused(CouponRefusal.COUPON_NOT_APPLICABLE));
    }
  }

  @Test
  void takesAnAmountOffOrdersInItsCurrencyOnly() {
    var pounds = CouponTerms.byAmount(new Money(500, "GBP"));
    assertThat(preview(it -> it.terms = pounds, 0)).isEqualTo(new Reply.Applies(pounds));
    var yen = CouponTerms.byAmount(new Money(500, "JPY"));
    assertThat(preview(it -> it.terms = yen, 0))
        .isEqualTo(refused(CouponRefusal.COUPON_NOT_APPLICABLE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-A", "_A", "A B", "Ä", "A.B", "a\u0000", "ſ"})
  void hasNoOtherCode(String code) {
    assertThatThrownBy(() -> new CouponCode(code)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void hasACodeInLettersOfEitherCaseAndOfSoManyCharacters() {
    assertThat(new CouponCode("spring_10-x")).isEqualTo(new CouponCode("SPRING_10-X"));
    assertThat(new CouponCode("A".repeat(40)).value()).hasSize(40);
    assertThatThrownBy(() -> new CouponCode("A".repeat(41)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isNothingThatContradictsItself() {
    assertThatThrownBy(() -> new CouponTerms(null, null)).hasMessageContaining("percent or by");
    assertThatThrownBy(() -> new CouponTerms(10, TEN_POUNDS)).hasMessageContaining("percent or by");
    assertThatThrownBy(() -> CouponTerms.byPercent(0)).hasMessageContaining("1 to 100");
    assertThatThrownBy(() -> CouponTerms.byPercent(101)).hasMessageContaining("1 to 100");
    assertThatThrownBy(() -> CouponTerms.byAmount(new Money(0, "GBP")))
        .hasMessageContaining("1 to");
    assertThatThrownBy(() ->
            coupon(it -> {
              it.startsAt = NOW;
              it.endsAt = NOW;
            }))
        .hasMessageContaining("after startsAt");
    assertThatThrownBy(() ->
            coupon(it -> {
              it.terms = CouponTerms.byAmount(TEN_POUNDS);
              it.minimumSubtotal = new Money(1, "EUR");
            }))
        .hasMessageContaining("one currency");
    assertThatThrownBy(() -> coupon(it -> it.endsAt = Instant.MAX)).hasMessageContaining("years");
    assertThatThrownBy(() -> coupon(it -> it.limit = 0L)).hasMessageContaining("limit must");
  }

  private static Reply preview(Consumer<CouponSample> what, long used) {
    return new StoredCoupon(coupon(what), used, 1).preview(TEN_POUNDS, NOW);
  }

  private static Reply refused(CouponRefusal reason) {
    return new Reply.Refused(reason);
  }
}
