package mercat.orders;

import mercat.contracts.Money;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.PlaceOrder.Reply;
import mercat.contracts.orders.PlaceOrderWithCoupon;
import mercat.contracts.orders.PlaceOwnOrder;
import mercat.contracts.orders.PlaceOwnOrderWithCoupon;
import mercat.contracts.promotions.CouponCode;
import mercat.orders.domain.Pricing;
import mercat.platform.Call;
import mercat.platform.EnumText;
import mercat.platform.RequestHandler;
import org.jspecify.annotations.Nullable;

/** Takes an order: prices it, and runs its checkout. */
record PlaceOrderHandler(
    CustomerAccounts accounts,
    Pricer pricer,
    Checkout checkout,
    PlacedOrders orders,
    OrderTokens tokens)
    implements RequestHandler<PlaceOrder, Reply> {
  @Override
  public Reply handle(PlaceOrder request, Call call) {
    return take(Purchase.byGuest(request, null), call);
  }

  Reply placeWithCoupon(PlaceOrderWithCoupon asked, Call call) {
    return take(Purchase.byGuest(asked.order(), asked.coupon()), call);
  }

  Reply placeOwn(PlaceOwnOrder asked, Call call) {
    return placeOwn(asked, null, call);
  }

  Reply placeOwnWithCoupon(PlaceOwnOrderWithCoupon asked, Call call) {
    return placeOwn(asked.order(), asked.coupon(), call);
  }

  private Reply placeOwn(PlaceOwnOrder asked, @Nullable CouponCode coupon, Call call) {
    var account = call.actor().requireCustomer();
    var purchase = Purchase.by(account, asked, coupon);
    var addressId = asked.shippingAddressId();
    if (addressId == null) {
      return take(purchase, call);
    }
    return accounts
        .savedAddress(account, addressId, call)
        .map(address -> take(purchase.sentTo(address), call))
        .orElseGet(() -> unlessPlaced(purchase, new Reply.UnknownAddress()));
  }

  private Reply take(Purchase purchase, Call call) {
    var request = purchase.request();
    return switch (pricer.price(request.lines(), purchase.coupon(), call)) {
      case Pricing.UnknownSkus(var unknown) ->
          unlessPlaced(purchase, new Reply.UnknownSkus(unknown));
      case Pricing.NotSummable(var reason) -> unlessPlaced(purchase, new Reply.NotSummable(reason));
      case Pricing.TotalTooLarge tooLarge -> unlessPlaced(purchase, new Reply.TotalTooLarge());
      case Pricing.CouponRefused(var reason) ->
          unlessPlaced(purchase, new Reply.CouponRefused(reason));
      case Pricing.Priced priced -> {
        var refusal = refusalOf(request.expectedTotal(), priced.totals().total());
        yield refusal == null ? place(purchase, priced, call) : unlessPlaced(purchase, refusal);
      }
    };
  }

  private static @Nullable Reply refusalOf(@Nullable Money expected, Money total) {
    if (expected == null || expected.equals(total)) {
      return null;
    }
    return expected.currency().equals(total.currency())
        ? new Reply.PriceChanged(total)
        : new Reply.NotSummable("the order is priced in " + total.currency());
  }

  private Reply place(Purchase purchase, Pricing.Priced priced, Call call) {
    var placed = checkout.run(new NewOrder(purchase, priced), call);
    return placed.isNew() ? reply(placed.order(), false) : replay(placed.order(), purchase);
  }

  /** A key that was used names its order, whatever the same request would be told today. */
  private Reply unlessPlaced(Purchase purchase, Reply refusal) {
    return orders.byClaim(purchase.claim()).map(known -> replay(known, purchase)).orElse(refusal);
  }

  private Reply replay(StoredOrder known, Purchase purchase) {
    return known.bodyHash().equals(purchase.bodyHash())
        ? reply(checkout.awaitEnd(known), true)
        : new Reply.KeyReused();
  }

  private Reply reply(StoredOrder order, boolean replayed) {
    var id = order.id();
    var token = tokens.of(id);
    var refusal = order.refusal();
    if (refusal == null) {
      return new Reply.Placed(order.order(), token, replayed);
    }
    return switch (refusal.reason()) {
      case OUT_OF_STOCK -> new Reply.OutOfStock(id, token, refusal.shortages(), replayed);
      case PAYMENT_DECLINED -> new Reply.Declined(id, token, refusal.detail(), replayed);
      case PAYMENT_UNRESOLVED,
          CANCELLED,
          UNKNOWN_COUPON,
          COUPON_NOT_STARTED,
          COUPON_EXPIRED,
          COUPON_EXHAUSTED,
          COUPON_LIMIT_REACHED,
          COUPON_NOT_APPLICABLE ->
          new Reply.Rejected(id, token, EnumText.of(refusal.reason()), replayed);
    };
  }
}
