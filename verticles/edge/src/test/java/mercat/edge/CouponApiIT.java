package mercat.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderTotals;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.PlaceOrderWithCoupon;
import mercat.contracts.orders.PlaceOwnOrderWithCoupon;
import mercat.contracts.orders.QuoteOrder;
import mercat.contracts.orders.QuoteOrderWithCoupon;
import mercat.contracts.promotions.Coupon;
import mercat.contracts.promotions.CouponCode;
import mercat.contracts.promotions.CouponRefusal;
import mercat.contracts.promotions.CouponTerms;
import mercat.contracts.promotions.FindCoupon;
import mercat.contracts.promotions.FindCoupons;
import mercat.contracts.promotions.HeldCoupon;
import mercat.contracts.promotions.PutCoupon;
import mercat.testkit.HttpReply;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CouponApiIT {
  private static final CouponCode SPRING = new CouponCode("SPRING");
  private static final Coupon FULL =
      new Coupon(
          SPRING,
          CouponTerms.byPercent(10),
          Samples.pounds(2_000),
          Instant.parse("2026-11-27T08:00:00Z"),
          Instant.parse("2026-12-24T00:00:00Z"),
          500L,
          1L);
  private static final String BODY =
      """
      {"percent":10,"minimumSubtotal":{"amount":2000,"currency":"GBP"},"startsAt":"2026-11-27T08:00:00Z",\
      "endsAt":"2026-12-24T01:00:00+01:00","limit":500,"limitPerCustomer":1%s}\
      """;

  @AutoClose private final RunningEdge edge = new RunningEdge();

  @Test
  void putsACouponAsItIsSent() {
    edge.answer(PutCoupon.class, new PutCoupon.Reply.Stored(new HeldCoupon(FULL, 0, 1), true));
    put("spring", BODY.formatted(""))
        .is(201)
        .says(
            """
            {"code":"SPRING","percent":10,"amount":null,"minimumSubtotal":{"amount":2000,"currency":"GBP"},\
            "startsAt":"2026-11-27T08:00:00Z","endsAt":"2026-12-24T00:00:00Z","limit":500,\
            "limitPerCustomer":1,"used":0,"version":1}\
            """);
    assertThat(lastPut()).isEqualTo(new PutCoupon(FULL, null));
    edge.answer(PutCoupon.class, new PutCoupon.Reply.Stored(new HeldCoupon(FULL, 7, 2), false));
    put("SPRING", BODY.formatted(",\"version\":1")).is(200).says("\"used\":7,\"version\":2");
    assertThat(lastPut()).isEqualTo(new PutCoupon(FULL, 1L));
  }

  @Test
  void putsAnAmountWithoutBounds() {
    var coupon =
        new Coupon(SPRING, CouponTerms.byAmount(Samples.pounds(500)), null, null, null, null, null);
    edge.answer(PutCoupon.class, new PutCoupon.Reply.Stored(new HeldCoupon(coupon, 0, 1), true));
    put("SPRING", "{\"amount\":{\"amount\":500,\"currency\":\"GBP\"}}")
        .is(201)
        .says("\"percent\":null,\"amount\":{\"amount\":500,\"currency\":\"GBP\"}");
    assertThat(lastPut()).isEqualTo(new PutCoupon(coupon, null));
  }

  @Test
  void saysWhyACouponIsNotStored() {
    edge.answer(PutCoupon.class, new PutCoupon.Reply.OtherVersion(3));
    put("SPRING", BODY.formatted(",\"version\":1")).is(409, "version_changed");
    edge.answer(PutCoupon.class, new PutCoupon.Reply.LimitBelowUses());
    put("SPRING", BODY.formatted("")).is(409, "limit_below_uses");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          {}                                                             |
          {"percent":10,"amount":{"amount":1,"currency":"GBP"}}          |
          {"percent":0}                                                  | /percent
          {"percent":101}                                                | /percent
          {"percent":9.5}                                                | /percent
          {"percent":"10"}                                               | /percent
          {"amount":{"amount":0,"currency":"GBP"}}                       | /amount/amount
          {"amount":{"amount":-1,"currency":"GBP"}}                      | /amount/amount
          {"amount":{"amount":1,"currency":"gbp"}}                       | /amount/currency
          {"percent":1,"limit":0}                                        | /limit
          {"percent":1,"limitPerCustomer":1000000001}                    | /limitPerCustomer
          {"percent":1,"startsAt":"tomorrow"}                            | /startsAt
          {"percent":1,"endsAt":"2026-02-30T00:00:00Z"}                  | /endsAt
          {"percent":1,"endsAt":"0001-01-01T00:00:00Z"}                  |
          {"percent":1,"startsAt":"2026-01-02T00:00:00Z","endsAt":"2026-01-02T00:00:00Z"} |
          {"percent":1,"minimumSubtotal":{"amount":-1,"currency":"GBP"}} | /minimumSubtotal/amount
          {"amount":{"amount":1,"currency":"GBP"},"minimumSubtotal":{"amount":1,"currency":"EUR"}} |
          {"percent":1,"code":"X"}                                       | /code
          {"percent":1,"used":0}                                         | /used
          """)
  void namesWhatIsWrongWithACoupon(String body, String pointer) {
    int before = edge.asked(PutCoupon.class).size();
    put("SPRING", body).names(pointer == null ? "" : pointer);
    assertThat(edge.asked(PutCoupon.class)).hasSize(before);
  }

  @Test
  void knowsNoCodeThatIsNone() {
    for (var code : List.of("-A", "a%20b", "a".repeat(41))) {
      edge.get("/v1/admin/coupons/" + code, Samples.ADMIN).is(404, "not_found");
      put(code, "{\"percent\":1}").is(404, "not_found");
    }
    edge.order(withCoupon("a b")).names("/coupon");
    edge.order(withCoupon("")).names("/coupon");
  }

  @Test
  void findsAndListsPageByPage() {
    var held = new HeldCoupon(FULL, 7, 2);
    edge.answer(FindCoupon.class, new FindCoupon.Reply.Found(held));
    assertThat(edge.get("/v1/admin/coupons/Spring", Samples.ADMIN).is(200).at("/used"))
        .isEqualTo("7");
    assertThat(edge.asked(FindCoupon.class).getLast()).isEqualTo(new FindCoupon(SPRING));
    edge.answer(FindCoupon.class, new FindCoupon.Reply.Unknown());
    edge.get("/v1/admin/coupons/SPRING", Samples.ADMIN).is(404, "not_found");
    edge.answer(FindCoupons.class, new FindCoupons.Found(List.of(held), true));
    var page = edge.get("/v1/admin/coupons?limit=1", Samples.ADMIN).is(200);
    edge.get("/v1/admin/coupons?limit=1&cursor=" + page.at("/next"), Samples.ADMIN).is(200);
    assertThat(edge.asked(FindCoupons.class))
        .containsExactly(new FindCoupons("", 1), new FindCoupons("SPRING", 1));
    edge.get("/v1/admin/coupons?cursor=LS0", Samples.ADMIN).names("query:cursor");
  }

  @Test
  void quotesAndOrdersWithACoupon() {
    var off = Samples.pounds(153);
    var nothing = Samples.pounds(0);
    var totals = new OrderTotals(Samples.pounds(1530), off, nothing, nothing, Samples.pounds(1377));
    var lines = Samples.lines().stream().map(line -> line.reducedBy(off)).toList();
    edge.answer(QuoteOrderWithCoupon.class, new QuoteOrder.Reply.Quoted(lines, totals));
    quote("\"coupon\":\"spring\"")
        .is(200)
        .says("\"discount\":{\"amount\":153,\"currency\":\"GBP\"}}],\"subtotal\"");
    assertThat(edge.asked(QuoteOrderWithCoupon.class).getLast().coupon()).isEqualTo(SPRING);
    var plain = Samples.confirmed();
    var order =
        new Order(
            plain.id(),
            plain.number(),
            plain.status(),
            lines,
            totals,
            plain.paymentStatus(),
            plain.fulfilmentStatus(),
            plain.placedAt(),
            plain.confirmedAt(),
            SPRING);
    int plainOrders = edge.asked(PlaceOrder.class).size();
    edge.answer(
        PlaceOrderWithCoupon.class, new PlaceOrder.Reply.Placed(order, Samples.TOKEN, false));
    edge.order(withCoupon("spring")).is(201).says("\"coupon\":\"SPRING\"");
    assertThat(edge.asked(PlaceOrderWithCoupon.class).getLast().coupon()).isEqualTo(SPRING);
    assertThat(edge.asked(PlaceOrder.class)).hasSize(plainOrders);
  }

  @Test
  void asksForACustomersOrderAsTheirs() {
    TokenIssuer.FIRST.introduceTo(edge);
    edge.answer(PlaceOwnOrderWithCoupon.class, Samples.placed());
    var customer = Samples.bearer(TokenIssuer.FIRST.token("customer"));
    edge.order(withCoupon("SPRING"), customer).is(201);
    assertThat(edge.asked(PlaceOwnOrderWithCoupon.class)).hasSize(1);
  }

  @Test
  void showsNothingOfCouponsWhereThereIsNone() {
    edge.answer(QuoteOrder.class, new QuoteOrder.Reply.Quoted(Samples.lines(), Samples.totals()));
    var line = "\"total\":{\"amount\":1530,\"currency\":\"GBP\"}}],\"subtotal\"";
    quote("").is(200).says(line);
    edge.takesOrders();
    assertThat(edge.order(Samples.ORDER_BODY).is(201).text()).doesNotContain("coupon");
  }

  static Stream<Arguments> refusals() {
    return Stream.of(CouponRefusal.values())
        .map(reason ->
            Arguments.of(
                reason,
                reason == CouponRefusal.UNKNOWN_COUPON
                        || reason == CouponRefusal.COUPON_NOT_APPLICABLE
                    ? 422
                    : 409));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void saysWhyThereIsNoQuoteWithTheCoupon(CouponRefusal reason, int status) {
    edge.answer(QuoteOrderWithCoupon.class, new QuoteOrder.Reply.CouponRefused(reason));
    quote("\"coupon\":\"SPRING\"").is(status, reason.name().toLowerCase(Locale.ROOT));
  }

  private HttpReply put(String code, String body) {
    return edge.put("/v1/admin/coupons/" + code, body, Samples.ADMIN);
  }

  private PutCoupon lastPut() {
    return edge.asked(PutCoupon.class).getLast();
  }

  private HttpReply quote(String more) {
    var body =
        "{\"lines\":[{\"sku\":\"85123A\",\"quantity\":6}]%s}"
            .formatted(more.isEmpty() ? "" : "," + more);
    return edge.json("POST", "/v1/quotes", body);
  }

  private static String withCoupon(String code) {
    return Samples.ORDER_BODY.replace("{\"lines\"", "{\"coupon\":\"" + code + "\",\"lines\"");
  }
}
