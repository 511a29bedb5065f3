package mercat.orders;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import mercat.contracts.Event;
import mercat.contracts.Line;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.accounts.Account;
import mercat.contracts.accounts.Account.SavedAddress;
import mercat.contracts.accounts.Email;
import mercat.contracts.accounts.ReadAccount;
import mercat.contracts.accounts.Role;
import mercat.contracts.catalog.PriceLines;
import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.inventory.Shortage;
import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.FindOrder;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderCancelled;
import mercat.contracts.orders.OrderConfirmed;
import mercat.contracts.orders.OrderPlaced;
import mercat.contracts.orders.OrderRejected;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PaymentStatus;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.PlaceOwnOrder;
import mercat.contracts.orders.Step;
import mercat.contracts.payments.AuthorizePayment;
import mercat.contracts.promotions.CouponRefusal;
import mercat.contracts.promotions.CouponTerms;
import mercat.contracts.promotions.PreviewCoupon;
import mercat.contracts.promotions.RedeemCoupon;
import mercat.platform.Actor;
import mercat.testkit.LocalNode;
import mercat.testkit.ShopSample;
import mercat.testkit.StandIn;
import mercat.testkit.TestDatabase;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Orders on a real server, beside stand-ins for those it asks and follows. */
final class RunningOrders extends LocalNode implements BeforeEachCallback {
  static final Actor SUPPORT = new Actor("somebody", Set.of("support"));
  static final Sku CUP = new Sku("CUP");

  static final Money PRICE = new Money(250, "GBP");

  /** What {@link #order()} costs. */
  static final Money TOTAL = PRICE.times(2);

  /** What is short when everything is. */
  static final List<Shortage> SHORTAGES = List.of(new Shortage(CUP, 2, 1));

  /** Lets orders whose processes stand still be taken over soon. */
  static final Map<String, String> QUICK_RECOVERY =
      Map.of("orders.lease", "200ms", "orders.recheck", "100ms", "orders.recover-every", "20ms");

  private static final Map<String, String> WITHOUT_RECOVERY = Map.of("orders.recover-every", "1h");

  final StandIn accounts = standIn("accounts");
  final StandIn catalog = standIn("catalog");
  final StandIn inventory = standIn("inventory");
  final StandIn payments = standIn("payments");
  final StandIn promotions = standIn("promotions");

  /** Somebody who is signed in. */
  static Actor customer() {
    return new Actor(UUID.randomUUID().toString(), Set.of("customer"));
  }

  /** An order whose payment was asked for, and is answered when the promise is kept. */
  record Placing(
      OrderId id, Promise<AuthorizePayment.Reply> payment, Future<PlaceOrder.Reply> reply) {
    void authorize() {
      payment.complete(new AuthorizePayment.Reply.Authorized());
    }

    OrderStatus status() {
      return ((PlaceOrder.Reply.Placed) get(reply)).order().status();
    }
  }

  /** Orders on a fresh database. Nothing that stands still is taken over. */
  RunningOrders() {
    this(TestDatabase.fresh(), Map.of());
  }

  /** A further process of the same system when the database has one already. */
  RunningOrders(TestDatabase database, Map<String, String> settings) {
    super(database, settings(WITHOUT_RECOVERY, settings));
    everybodyAgrees();
    host(new OrdersContext());
  }

  @Override
  public void beforeEach(ExtensionContext test) {
    everybodyAgrees();
  }

  /** Everything is for sale, there, and paid for. */
  void everybodyAgrees() {
    everythingIsCalled(sku -> "Thing " + sku);
    inventory.repliesBy(
        ReserveStock.class, request -> new ReserveStock.Reply.Reserved(request.orderId()));
    payments.replies(AuthorizePayment.class, new AuthorizePayment.Reply.Authorized());
    promotions.replies(
        PreviewCoupon.class, new PreviewCoupon.Reply.Applies(CouponTerms.byPercent(10)));
    promotions.repliesBy(
        RedeemCoupon.class, request -> new RedeemCoupon.Reply.Redeemed(request.orderId()));
  }

  void everythingIsCalled(Function<Sku, String> name) {
    catalog.repliesBy(
        PriceLines.class,
        request ->
            new PriceLines.Reply.Priced(
                request.skus().stream()
                    .map(sku -> new PriceLines.Price(sku, name.apply(sku), PRICE))
                    .toList()));
  }

  void couponsAreRefused(CouponRefusal reason) {
    promotions.replies(RedeemCoupon.class, new RedeemCoupon.Reply.Refused(reason));
  }

  void cupsCost(long amount) {
    var price = new PriceLines.Price(CUP, "Cup", new Money(amount, "GBP"));
    catalog.replies(PriceLines.class, new PriceLines.Reply.Priced(List.of(price)));
  }

  void cupsAreUnknown() {
    catalog.replies(PriceLines.class, new PriceLines.Reply.UnknownSkus(List.of(CUP)));
  }

  void everythingIsShort() {
    inventory.replies(ReserveStock.class, new ReserveStock.Reply.OutOfStock(SHORTAGES));
  }

  void paymentsDecline(String reason) {
    payments.replies(AuthorizePayment.class, new AuthorizePayment.Reply.Declined(reason));
  }

  static PlaceOrder order() {
    return ShopSample.order(it -> {});
  }

  static PlaceOrder order(String key, String email, Line... lines) {
    return ShopSample.order(it -> {
      it.key = key;
      it.email = email;
      it.lines = List.of(lines);
    });
  }

  /** The same intention, sent again: the edge gives it another id. */
  static PlaceOrder again(PlaceOrder request) {
    return ShopSample.order(it -> {
      it.key = request.key();
      it.email = request.email();
      it.lines = request.lines();
      it.token = request.token();
      it.expectedTotal = request.expectedTotal();
      it.address = request.shippingAddress();
    });
  }

  /** A customer's account, as accounts tells of it. */
  void knows(Actor customer, String email, boolean verified, SavedAddress... addresses) {
    var account =
        new Account(
            UUID.fromString(customer.id()),
            new Email(email),
            verified,
            "Ann",
            Set.of(Role.CUSTOMER),
            Instant.EPOCH,
            false,
            List.of(addresses));
    accounts.repliesBy(
        ReadAccount.class,
        request ->
            request.accountId().equals(account.id())
                ? new ReadAccount.Reply.Found(account)
                : new ReadAccount.Reply.Unknown());
  }

  @CanIgnoreReturnValue
  Order placedBy(Actor customer, PlaceOrder request) {
    var reply = askAs(customer, new PlaceOwnOrder(request, null));
    return ((PlaceOrder.Reply.Placed) reply).order();
  }

  /** Stores 1,199 more orders that are like this one but for their ids. */
  void copy(Order order) {
    change(
        """
        insert into orders.orders (id, claim, account, deadline_at, buyer, idempotency_key, body_hash, email,
                                   currency, subtotal, total, lines, payment_method, payment_token, status)
        select gen_random_uuid(), gen_random_uuid(), account, deadline_at, buyer, idempotency_key, body_hash,
               email, currency, subtotal, total, lines, payment_method, payment_token, status
          from orders.orders, generate_series(1, 1199)
         where id = '%s'\
        """,
        order.id());
  }

  /** Places an order that nobody refuses. */
  @CanIgnoreReturnValue
  Order placed(PlaceOrder request) {
    return ((PlaceOrder.Reply.Placed) ask(request)).order();
  }

  OrderId pending(PlaceOrder request) {
    var placed = placed(request);
    assertThat(placed.status()).isEqualTo(OrderStatus.PENDING);
    return placed.id();
  }

  OrderId inDoubt(PlaceOrder request) {
    payments.replies(AuthorizePayment.class, new AuthorizePayment.Reply.InDoubt());
    var placed = placed(request);
    assertThat(placed.status()).isEqualTo(OrderStatus.PENDING);
    assertThat(placed.paymentStatus()).isEqualTo(PaymentStatus.IN_DOUBT);
    return placed.id();
  }

  /** Places an order, and waits until payments was asked. From now on it answers when told to. */
  Placing placing(PlaceOrder request) {
    var payment = Promise.<AuthorizePayment.Reply>promise();
    payments.answers(AuthorizePayment.class, asked -> payment.future());
    var reply = asking(request);
    awaitAskedForPayment(request.orderId());
    return new Placing(request.orderId(), payment, reply);
  }

  String token(OrderId id) {
    var key = database().rows("select encode(key, 'hex') from orders.order_token_key").getFirst();
    return new OrderTokens(HexFormat.of().parseHex(key)).of(id);
  }

  Order find(OrderId id) {
    return ((FindOrder.Reply.Found) askAs(SUPPORT, new FindOrder(id, ""))).order();
  }

  CancelOrder.Reply cancel(OrderId id) {
    return get(cancelling(id));
  }

  Future<CancelOrder.Reply> cancelling(OrderId id) {
    return askingAs(SUPPORT, new CancelOrder(id, ""));
  }

  /** How an order stands that could be cancelled. */
  static OrderStatus status(CancelOrder.Reply reply) {
    return ((CancelOrder.Reply.Cancelled) reply).order().status();
  }

  List<Event> announced(OrderId id) {
    return announced("orders", id.value());
  }

  void assertStatus(OrderId id, OrderStatus status) {
    assertThat(find(id).status()).isEqualTo(status);
  }

  void assertConfirmed(OrderId id) {
    assertStatus(id, OrderStatus.CONFIRMED);
    assertAnnounced(id, new OrderConfirmed(id, total(id)));
  }

  void assertCancelled(OrderId id) {
    assertStatus(id, OrderStatus.CANCELLED);
    assertAnnounced(id, new OrderConfirmed(id, total(id)), new OrderCancelled(id, total(id)));
  }

  /** The order is rejected, and these steps are to be undone. */
  void assertRejected(OrderId id, String reason, Step... undone) {
    assertStatus(id, OrderStatus.REJECTED);
    assertAnnounced(id, new OrderRejected(id, reason, Set.of(undone)));
  }

  /** That is what was announced of an order since it was placed. */
  void assertAnnounced(OrderId id, Event... sincePlaced) {
    var placed = Stream.of(new OrderPlaced(id, total(id)));
    assertThat(announced(id)).isEqualTo(Stream.concat(placed, Stream.of(sincePlaced)).toList());
  }

  private Money total(OrderId id) {
    return find(id).totals().total();
  }

  /** Lets payments announce something, and waits until orders has heard. */
  void hears(Event... events) {
    payments.announces(events);
    awaitFollowed("orders", "payments");
  }

  TestDatabase.Held hold(OrderId id) {
    return hold("select from orders.orders where id = '%s' for update", id);
  }

  void awaitStatus(OrderId id, OrderStatus status) {
    eventually(() -> assertThat(find(id).status()).isEqualTo(status));
  }

  List<OrderId> askedForPayment() {
    return payments.asked(AuthorizePayment.class).stream().map(AuthorizePayment::orderId).toList();
  }

  void awaitAskedForPayment(OrderId id) {
    eventually(() -> assertThat(askedForPayment()).contains(id));
  }
}
