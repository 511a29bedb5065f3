package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mercat.contracts.accounts.Register;
import mercat.contracts.accounts.RequestPasswordReset;
import mercat.contracts.accounts.SignIn;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.QuoteOrder;
import mercat.contracts.orders.QuoteOrderWithCoupon;
import mercat.contracts.promotions.CouponRefusal;
import mercat.testkit.HttpReply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attempts that are made too often: three a minute from an address, behind one trusted proxy. */
class AttemptsIT {
  private static final int MAX = 3;

  @AutoClose
  private final RunningEdge edge =
      new RunningEdge(
          "edge.order-attempts-max", String.valueOf(MAX),
          "edge.account-attempts-max", String.valueOf(MAX),
          "edge.coupon-attempts-max", String.valueOf(MAX),
          "edge.trusted-hops", "1");

  private HttpReply order(String email, String forwardedFor) {
    edge.answer(PlaceOrder.class, new PlaceOrder.Reply.KeyReused());
    return edge.order(
        Samples.ORDER_BODY.replace("guest@example.org", email), "X-Forwarded-For", forwardedFor);
  }

  @Test
  void fromOneAddressAreDelayed() {
    for (int i = 0; i < MAX; i++) {
      var reply = order("guest" + i + "@example.org", "192.0.2.1").is(422);
      assertThat(reply.headers().allValues("RateLimit-Policy"))
          .containsExactly("\"address\";q=3;w=60", "\"account\";q=3;w=60");
      assertThat(reply.headers().allValues("RateLimit").getFirst())
          .startsWith("\"address\";r=" + (MAX - 1 - i) + ";t=");
    }
    int before = edge.asked(PlaceOrder.class).size();
    var refused = order("another@example.org", "192.0.2.1").is(429, "too_many_attempts");
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 20);
    assertThat(edge.asked(PlaceOrder.class)).hasSize(before);
    edge.get("/v1/orders/" + Samples.ID, "X-Forwarded-For", "192.0.2.1").is(500);
    order("another@example.org", "192.0.2.2").is(422);
  }

  @Test
  void forOneAccountAreDelayedWhereverTheyComeFrom() {
    var writings = List.of("a@example.org", "A@example.org", "a@EXAMPLE.org");
    for (int i = 0; i < MAX; i++) {
      order(writings.get(i), "192.0.2." + (10 + i)).is(422);
    }
    order("a@example.org", "192.0.2.20").is(429, "too_many_attempts");
    order("b@example.org", "192.0.2.20").is(422);
    var refused = edge.metrics().get("mercat.edge.attempts.refused");
    assertThat(refused.tags("attempt", "order", "by", "account").counter().count()).isOne();
  }

  /** What stands before the entry of the trusted proxy, the client itself may have written. */
  @Test
  void areNotCountedByWhatTheClientSaysOfItself() {
    for (int i = 0; i < MAX; i++) {
      order("c%d@example.org".formatted(i), "198.51.100.%d, 192.0.2.3".formatted(i)).is(422);
    }
    order("c9@example.org", "198.51.100.9, 192.0.2.3").is(429);
  }

  /** Somebody who has one address of IPv6 has all of its network. */
  @Test
  void fromOneNetworkOfManyAddressesAreCountedTogether() {
    for (int i = 0; i < MAX; i++) {
      order("d%d@example.org".formatted(i), "2001:db8:1:2::" + i).is(422);
    }
    order("d9@example.org", "2001:db8:1:2:ffff::9").is(429);
    order("d9@example.org", "2001:db8:1:3::9").is(422);
  }

  /** As proxies write whom they have a request from: else all whom one names so are one client. */
  @ParameterizedTest
  @CsvSource({
    "192.0.2.40:%d, 192.0.2.41:%d",
    "::ffff:192.0.2.42, ::ffff:192.0.2.43",
    "[::ffff:192.0.2.44]:%d, [::ffff:192.0.2.45]:%d",
    "64:ff9b::c000:22e, 64:ff9b::c000:22f",
    "[2001:db8:7:1::1]:%d, [2001:db8:7:2::1]:%d"
  })
  void fromOneAddressAreToldFromOthersHoweverAProxyWritesIt(String one, String another) {
    for (int i = 0; i < MAX; i++) {
      order("p%d@example.org".formatted(i), one.formatted(50_000 + i)).is(422);
    }
    order("p9@example.org", one.formatted(50_009)).is(429);
    order("p9@example.org", another.formatted(50_009)).is(422);
  }

  @Test
  void fromAnAddressOfIpv4AreTheSameBehindAProxyThatSpeaksIpv6() {
    for (int i = 0; i < MAX; i++) {
      order("q%d@example.org".formatted(i), "192.0.2.50").is(422);
    }
    order("q9@example.org", "::ffff:192.0.2.50").is(429);
  }

  @Test
  void forOneAccountAreCountedTogetherFromWhereverTheyCome() {
    for (int i = 0; i < MAX; i++) {
      order("r@example.org", "198.51.100.2" + i).is(422);
    }
    order("R@example.org", "198.51.100.29").is(429, "too_many_attempts");
  }

  /** A letter and its mark are the letter with the mark; the sign of the kelvin is a K. */
  @Test
  void forOneAccountAreCountedTogetherHoweverItsLettersArePutTogether() {
    var writings =
        List.of("k\u00e9@example.org", "ke\u0301@example.org", "\u212ae\u0301@example.org");
    for (int i = 0; i < MAX; i++) {
      order(writings.get(i), "198.51.100." + i).is(422);
    }
    order("K\u00c9@example.org", "198.51.100.9").is(429, "too_many_attempts");
  }

  private HttpReply quote(String coupon, String forwardedFor) {
    var body = "{\"lines\":[{\"sku\":\"85123A\",\"quantity\":1}]%s}".formatted(coupon);
    return edge.json("POST", "/v1/quotes", body, "X-Forwarded-For", forwardedFor);
  }

  private void refusesCoupons(CouponRefusal reason) {
    edge.answer(QuoteOrderWithCoupon.class, new QuoteOrder.Reply.CouponRefused(reason));
  }

  /** Whoever knows a code has the coupon, and there are few codes of six letters. */
  @Test
  void atCodesOfCouponsAreDelayedForQuotesAndOrdersTogether() {
    refusesCoupons(CouponRefusal.UNKNOWN_COUPON);
    edge.answer(QuoteOrder.class, new QuoteOrder.Reply.TotalTooLarge());
    for (int i = 0; i < MAX; i++) {
      quote(",\"coupon\":\"GUESS%d\"".formatted(i), "192.0.2.60").is(422, "unknown_coupon");
    }
    var refused = quote(",\"coupon\":\"GUESS9\"", "192.0.2.60").is(429, "too_many_attempts");
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 20);
    edge.order(
            Samples.ORDER_BODY.replaceFirst("\\{", "{\"coupon\":\"GUESS9\","),
            "X-Forwarded-For",
            "192.0.2.60")
        .is(429, "too_many_attempts");
    quote("", "192.0.2.60").is(422, "total_too_large");
    quote(",\"coupon\":\"GUESS9\"", "192.0.2.61").is(422, "unknown_coupon");
    var refusals = edge.metrics().get("mercat.edge.attempts.refused");
    assertThat(refusals.tags("attempt", "coupon", "by", "address").counter().count()).isEqualTo(2);
  }

  @Test
  void atCouponsThatThereAreAreUnbounded() {
    refusesCoupons(CouponRefusal.COUPON_EXPIRED);
    for (int i = 0; i < 3 * MAX; i++) {
      assertThat(quote(",\"coupon\":\"SPRING\"", "192.0.2.62").code()).isEqualTo("coupon_expired");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/sessions,'{\"email\":\"e@example.org\",\"password\":\"guessed\"}',401",
    "/v1/accounts,'{\"email\":\"e@example.org\",\"name\":\"Eve\",\"password\":\"four little words\"}',202",
    "/v1/password-resets,'{\"email\":\"e@example.org\"}',202"
  })
  void concerningAnAccountAreCountedEachKindForItself(String path, String body, int status) {
    edge.answer(SignIn.class, new SignIn.Reply.Refused());
    edge.answer(Register.class, new Register.Accepted());
    edge.answer(RequestPasswordReset.class, new RequestPasswordReset.Accepted());
    for (int i = 0; i < MAX; i++) {
      edge.json("POST", path, body).is(status);
    }
    edge.json("POST", path, body).is(429, "too_many_attempts");
  }

  @Test
  void areUnboundedWhereNoBoundIsSet() {
    try (var open = new RunningEdge()) {
      open.answer(PlaceOrder.class, new PlaceOrder.Reply.KeyReused());
      for (int i = 0; i < 50; i++) {
        open.order(Samples.ORDER_BODY).is(422).has("RateLimit", "");
      }
    }
  }
}
