package mercat.orders;

import io.vertx.core.buffer.Buffer;
import mercat.contracts.Money;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.PlaceOrder.Reply;
import mercat.orders.domain.Digests;
import mercat.orders.domain.Pricing;
import mercat.platform.Call;
import mercat.platform.EnumText;
import mercat.platform.RequestHandler;
import org.jspecify.annotations.Nullable;

/** Takes an order: prices it, and runs its checkout. */
record PlaceOrderHandler(Pricer pricer, Checkout checkout, PlacedOrders orders, OrderTokens tokens)
    implements RequestHandler<PlaceOrder, Reply> {
  @Override
  public Reply handle(PlaceOrder request, Call call) {
    return switch (pricer.price(request.lines(), call)) {
      case Pricing.UnknownSkus(var unknown) ->
          unlessPlaced(request, new Reply.UnknownSkus(unknown));
      case Pricing.NotSummable(var reason) -> unlessPlaced(request, new Reply.NotSummable(reason));
      case Pricing.TotalTooLarge tooLarge -> unlessPlaced(request, new Reply.TotalTooLarge());
      case Pricing.Priced priced -> {
        var refusal = refusalOf(request.expectedTotal(), priced.totals().total());
        yield refusal == null ? place(request, priced, call) : unlessPlaced(request, refusal);
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

  private Reply place(PlaceOrder request, Pricing.Priced priced, Call call) {
    var order = NewOrder.of(request, priced);
    var placed = checkout.run(order, call);
    return placed.fresh() ? reply(placed.order(), false) : replay(placed.order(), order.bodyHash());
  }

  /** A key that was used names its order, whatever the same request would be told today. */
  private Reply unlessPlaced(PlaceOrder request, Reply refusal) {
    return orders
        .byClaim(Digests.claim(Digests.buyer(request.email()), request.key()))
        .map(known -> replay(known, Buffer.buffer(Digests.content(request))))
        .orElse(refusal);
  }

  private Reply replay(StoredOrder known, Buffer bodyHash) {
    return known.bodyHash().equals(bodyHash)
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
      case PAYMENT_UNRESOLVED, CANCELLED ->
          new Reply.Rejected(id, token, EnumText.of(refusal.reason()), replayed);
    };
  }
}
