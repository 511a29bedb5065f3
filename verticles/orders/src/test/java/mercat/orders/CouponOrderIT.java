package mercat.orders;

import static mercat.orders.RunningOrders.CUP;
import static mercat.orders.RunningOrders.PRICE;
import static mercat.orders.RunningOrders.TOTAL;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import mercat.contracts.Line;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.PlaceOrder.Reply;
import mercat.contracts.orders.PlaceOrderWithCoupon;
import mercat.contracts.orders.PlaceOwnOrder;
import mercat.contracts.orders.PlaceOwnOrderWithCoupon;
import mercat.contracts.orders.QuoteOrder;
import mercat.contracts.orders.QuoteOrderWithCoupon;
import mercat.contracts.orders.Step;
import mercat.contracts.payments.AuthorizePayment;
import mercat.contracts.promotions.CouponCode;
import mercat.contracts.promotions.CouponRefusal;
import mercat.contracts.promotions.PreviewCoupon;
import mercat.contracts.promotions.RedeemCoupon;
import mercat.platform.Actor;
import mercat.platform.Failure;
import mercat.platform.FailureKind;
import mercat.testkit.ShopSample;
import mercat.testkit.TestDatabase;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CouponOrderIT {
  private static final CouponCode TEN = new CouponCode("TEN");
  private static final Money REDUCED = new Money(450, "GBP");
  private static final Money OFF = new Money(50, "GBP");

  @AutoClose @RegisterExtension static final RunningOrders orders = new RunningOrders();

  @Test
  void quotesWhatTheCouponTakesOff() {
    var reply = orders.ask(new QuoteOrderWithCoupon(List.of(new Line(CUP, 2)), TEN));
    assertThat(reply)
        .isInstanceOfSatisfying(
            QuoteOrder.Reply.Quoted.class,
            quoted -> {
              assertThat(quoted.totals().subtotal()).isEqualTo(TOTAL);
              assertThat(quoted.totals().discount()).isEqualTo(OFF);
              assertThat(quoted.totals().total()).isEqualTo(REDUCED);
              assertThat(quoted.lines()).singleElement().extracting("discount").isEqualTo(OFF);
            });
    assertThat(orders.promotions.asked(PreviewCoupon.class))
        .contains(new PreviewCoupon(TEN, TOTAL));
  }

  @Test
  void takesTheReducedTotalAndKeepsTheSharesOfItsLines() {
    var request =
        RunningOrders.order("shares", "a@example.org", new Line(CUP, 1), line("B"), line("C"));
    var placed = placed(request);
    var stored = orders.find(placed.id());
    assertThat(placed.status()).isEqualTo(OrderStatus.CONFIRMED);
    assertThat(stored).isEqualTo(placed);
    assertThat(stored.coupon()).isEqualTo(TEN);
    assertThat(stored.totals().discount()).isEqualTo(new Money(75, "GBP"));
    assertThat(stored.totals().total()).isEqualTo(new Money(675, "GBP"));
    assertThat(stored.lines()).extracting("discount").containsOnly(new Money(25, "GBP"));
    assertThat(stored.lines()).extracting("total").containsOnly(PRICE);
    assertThat(orders.payments.asked(AuthorizePayment.class))
        .filteredOn(asked -> asked.orderId().equals(placed.id()))
        .extracting(AuthorizePayment::amount)
        .containsExactly(new Money(675, "GBP"));
    assertThat(redeemed(placed.id()))
        .extracting(RedeemCoupon::discount)
        .containsExactly(new Money(75, "GBP"));
  }

  @Test
  void asksPromotionsNothingAndStoresNothingOfOrdersWithoutACoupon() {
    int previews = orders.promotions.asked(PreviewCoupon.class).size();
    int redemptions = orders.promotions.asked(RedeemCoupon.class).size();
    var id = orders.placed(RunningOrders.order()).id();
    orders.paymentsDecline("no");
    assertThat(orders.ask(RunningOrders.order())).isInstanceOf(Reply.Declined.class);
    assertThat(orders.promotions.asked(PreviewCoupon.class)).hasSize(previews);
    assertThat(orders.promotions.asked(RedeemCoupon.class)).hasSize(redemptions);
    assertThat(
            orders.rows(
                "select coupon is null and lines::text not like '%%discount%%' from orders.orders"
                    + " where id = '%s'",
                id))
        .containsExactly("t");
  }

  @ParameterizedTest
  @EnumSource(CouponRefusal.class)
  void storesNothingWhereThePreviewRefuses(CouponRefusal reason) {
    orders.promotions.replies(PreviewCoupon.class, new PreviewCoupon.Reply.Refused(reason));
    var request = RunningOrders.order();
    assertThat(ask(request)).isEqualTo(new Reply.CouponRefused(reason));
    assertThat(orders.ask(new QuoteOrderWithCoupon(request.lines(), TEN)))
        .isEqualTo(new QuoteOrder.Reply.CouponRefused(reason));
    assertThat(orders.announced(request.orderId())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(CouponRefusal.class)
  void rejectsTheOrderWhoseCouponIsRefusedAndAsksForNoPayment(CouponRefusal reason) {
    orders.couponsAreRefused(reason);
    var request = RunningOrders.order();
    var first = (Reply.Rejected) ask(request);
    var word = reason.name().toLowerCase(Locale.ROOT);
    assertThat(first.reason()).isEqualTo(word);
    assertThat(orders.askedForPayment()).doesNotContain(first.orderId());
    orders.assertRejected(first.orderId(), word, Step.STOCK);
    var again = ask(RunningOrders.again(request));
    assertThat(again)
        .isEqualTo(new Reply.Rejected(first.orderId(), first.orderToken(), word, true));
  }

  @Test
  void asksForTheCouponBackWhenThePaymentIsDeclined() {
    orders.paymentsDecline("no");
    var request = RunningOrders.order();
    assertThat(ask(request)).isInstanceOf(Reply.Declined.class);
    orders.assertAnnounced(
        request.orderId(),
        new OrderRejected(request.orderId(), "payment_declined", Set.of(Step.STOCK), true));
  }

  @Test
  void asksForNoCouponWhereTheStockIsShort() {
    orders.everythingIsShort();
    var request = RunningOrders.order();
    assertThat(ask(request)).isInstanceOf(Reply.OutOfStock.class);
    assertThat(redeemed(request.orderId())).isEmpty();
    orders.assertRejected(request.orderId(), "out_of_stock");
  }

  @Test
  void answersTheSameKeyWithAnotherCouponOrNoneAsReused() {
    var request = RunningOrders.order();
    var placed = placed(request);
    var again = RunningOrders.again(request);
    var reply = (Reply.Placed) orders.ask(new PlaceOrderWithCoupon(again, new CouponCode("ten")));
    assertThat(reply.order().id()).isEqualTo(placed.id());
    assertThat(orders.ask(new PlaceOrderWithCoupon(again, new CouponCode("TWENTY"))))
        .isEqualTo(new Reply.KeyReused());
    assertThat(orders.ask(again)).isEqualTo(new Reply.KeyReused());
  }

  @Test
  void answersAKeyThatWasUsedWhateverBecameOfTheCoupon() {
    var request = RunningOrders.order();
    var placed = placed(request);
    orders.promotions.replies(
        PreviewCoupon.class, new PreviewCoupon.Reply.Refused(CouponRefusal.COUPON_EXHAUSTED));
    assertThat(placed(RunningOrders.again(request)).id()).isEqualTo(placed.id());
  }

  @Test
  void comparesTheExpectedTotalWithTheReducedOne() {
    var full = ShopSample.order(it -> it.expectedTotal = TOTAL);
    assertThat(ask(full)).isEqualTo(new Reply.PriceChanged(REDUCED));
    var reduced = ShopSample.order(it -> it.expectedTotal = REDUCED);
    assertThat(placed(reduced).totals().total()).isEqualTo(REDUCED);
  }

  /** B27: another customer. */
  @Test
  void namesEachBuyerToPromotionsByANameThatNobodyElseHas() {
    var ann = RunningOrders.customer();
    var annFirst = placedBy(ann);
    var annSecond = placedBy(ann);
    var bob = placedBy(RunningOrders.customer());
    var guest = customer(placed(RunningOrders.order()).id());
    var sameGuest = customer(placed(ShopSample.order(it -> it.email = "BUYER@example.org")).id());
    var otherGuest = customer(placed(ShopSample.order(it -> it.email = "b@example.org")).id());
    assertThat(annSecond).isEqualTo(annFirst);
    assertThat(sameGuest).isEqualTo(guest);
    assertThat(List.of(annFirst, bob, guest, otherGuest))
        .doesNotHaveDuplicates()
        .doesNotContain(UUID.fromString(ann.id()));
  }

  @Test
  void recoversWithTheSameCouponForTheSameBuyer() {
    try (var recovering = new RunningOrders(TestDatabase.fresh(), RunningOrders.QUICK_RECOVERY)) {
      recovering.promotions.fails(RedeemCoupon.class, Failure.internal("broken", null));
      var request = RunningOrders.order();
      var reply = (Reply.Placed) recovering.ask(new PlaceOrderWithCoupon(request, TEN));
      assertThat(reply.order().status()).isEqualTo(OrderStatus.PENDING);
      recovering.everybodyAgrees();
      recovering.awaitStatus(request.orderId(), OrderStatus.CONFIRMED);
      var asked = recovering.promotions.asked(RedeemCoupon.class);
      assertThat(asked).hasSizeGreaterThan(1).containsOnly(asked.getFirst());
      assertThat(asked.getFirst().discount()).isEqualTo(OFF);
    }
  }

  @Test
  void letsNobodyElseOrderAsACustomer() {
    var request = new PlaceOwnOrderWithCoupon(new PlaceOwnOrder(RunningOrders.order(), null), TEN);
    RunningOrders.assertFails(FailureKind.FORBIDDEN, () -> orders.ask(request));
  }

  private static Line line(String sku) {
    return new Line(new Sku(sku), 1);
  }

  private static Reply ask(PlaceOrder request) {
    return orders.ask(new PlaceOrderWithCoupon(request, TEN));
  }

  private static Order placed(PlaceOrder request) {
    return ((Reply.Placed) ask(request)).order();
  }

  private static UUID placedBy(Actor customer) {
    var own = new PlaceOwnOrder(RunningOrders.order(), null);
    var reply = orders.askAs(customer, new PlaceOwnOrderWithCoupon(own, TEN));
    return customer(((Reply.Placed) reply).order().id());
  }

  private static UUID customer(OrderId id) {
    return redeemed(id).getFirst().customer();
  }

  private static List<RedeemCoupon> redeemed(OrderId id) {
    return orders.promotions.asked(RedeemCoupon.class).stream()
        .filter(asked -> asked.orderId().equals(id))
        .toList();
  }
}
