package mercat.promotions;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import mercat.contracts.Event;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.orders.Step;
import mercat.contracts.promotions.Coupon;
import mercat.contracts.promotions.CouponCode;
import mercat.contracts.promotions.FindCoupon;
import mercat.contracts.promotions.PutCoupon;
import mercat.contracts.promotions.RedeemCoupon;
import mercat.platform.Actor;
import mercat.testkit.Fresh;
import mercat.testkit.LocalNode;
import mercat.testkit.StandIn;
import mercat.testkit.TestDatabase;

/** Promotions on a real server, beside a stand-in for orders. */
final class RunningPromotions extends LocalNode {
  static final Actor STAFF = new Actor("noor", Set.of("catalog"));
  static final Money DISCOUNT = new Money(120, "GBP");

  private final StandIn orders = standIn("orders");

  RunningPromotions() {
    this(TestDatabase.fresh(), InstantSource.system());
  }

  /** A further process of the same system when the database has one already. */
  RunningPromotions(TestDatabase database, InstantSource clock) {
    super(database, clock, Map.of());
    host(new PromotionsContext());
  }

  Coupon holding(Consumer<CouponSample> what) {
    var coupon = CouponSample.coupon(what);
    assertThat(put(coupon)).isInstanceOf(PutCoupon.Reply.Stored.class);
    return coupon;
  }

  PutCoupon.Reply put(Coupon coupon) {
    return askAs(STAFF, new PutCoupon(coupon));
  }

  long used(CouponCode code) {
    return ((FindCoupon.Reply.Found) askAs(STAFF, new FindCoupon(code))).coupon().used();
  }

  static RedeemCoupon asked(CouponCode code, UUID customer) {
    return new RedeemCoupon(Fresh.orderId(), code, customer, DISCOUNT);
  }

  static RedeemCoupon asked(CouponCode code) {
    return asked(code, UUID.randomUUID());
  }

  /** An order that uses the coupon. */
  @CanIgnoreReturnValue
  OrderId redeemed(CouponCode code, UUID customer) {
    var request = asked(code, customer);
    assertThat(ask(request)).isEqualTo(new RedeemCoupon.Reply.Redeemed(request.orderId()));
    return request.orderId();
  }

  @CanIgnoreReturnValue
  OrderId redeemed(CouponCode code) {
    return redeemed(code, UUID.randomUUID());
  }

  /** Asks for all of them in one batch: they wait together while another order is decided. */
  List<RedeemCoupon.Reply> inOneBatch(List<RedeemCoupon> requests) {
    var gate = holding(it -> {}).code();
    var held = hold(gate);
    return askBehind(held, asking(asked(gate)), requests);
  }

  TestDatabase.Held hold(CouponCode code) {
    return hold("select from promotions.coupon where code = '%s' for update", code);
  }

  void announces(Event... events) {
    orders.announces(events);
  }

  /** Lets orders announce something, and waits until promotions has heard. */
  void hears(Event... events) {
    announces(events);
    awaitFollowed("promotions", "orders");
  }

  List<Event> announced(OrderId id) {
    return announced("promotions", id.value());
  }

  List<String> redemption(OrderId id) {
    return rows(
        "select state, coalesce(coupon, '-') from promotions.redemption where order_id = '%s'", id);
  }

  static OrderRejected rejected(OrderId id) {
    return new OrderRejected(id, "payment_declined", Set.of(Step.STOCK), true);
  }

  static OrderCancelled cancelled(OrderId id) {
    return new OrderCancelled(id, new Money(500, "GBP"));
  }
}
