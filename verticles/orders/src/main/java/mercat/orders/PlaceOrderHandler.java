package mercat.orders;

import static mercat.platform.Await.await;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import mercat.contracts.Line;
import mercat.contracts.Money;
import mercat.contracts.catalog.PriceLines;
import mercat.contracts.orders.OrderStatus;
import mercat.contracts.orders.PlaceOrder;
import mercat.contracts.orders.PlaceOrder.Reply;
import mercat.orders.domain.Digests;
import mercat.orders.domain.Pricing;
import mercat.orders.domain.Rejection;
import mercat.platform.Call;
import mercat.platform.RequestHandler;
import mercat.platform.bus.Bus;
import mercat.platform.bus.Json;
import mercat.platform.mailbox.Mailbox;
import org.jspecify.annotations.Nullable;

/** Takes an order: price it, store it, see it through. */
final class PlaceOrderHandler implements RequestHandler<PlaceOrder, Reply> {
  /** How long the catalog may take to price an order. */
  static final Duration PRICING_MAX = Duration.ofSeconds(3);

  private final Bus bus;
  private final Mailbox<NewOrder, NewOrder.Stored> storing;
  private final Checkout checkout;
  private final OrderStore store;
  private final OrderTokens tokens;

  PlaceOrderHandler(
      Bus bus,
      Mailbox<NewOrder, NewOrder.Stored> storing,
      Checkout checkout,
      OrderStore store,
      OrderTokens tokens) {
    this.bus = bus;
    this.storing = storing;
    this.checkout = checkout;
    this.store = store;
    this.tokens = tokens;
  }

  @Override
  public Reply handle(PlaceOrder request, Call call) {
    var skus = request.lines().stream().map(Line::sku).toList();
    var prices = await(bus.ask(new PriceLines(skus), call.passedOnBy("orders", PRICING_MAX)));
    return switch (prices) {
      case PriceLines.Reply.Priced(var priced) ->
          priced(request, Pricing.of(request.lines(), priced), call);
      case PriceLines.Reply.UnknownSkus(var unknown) ->
          unlessKnown(request, new Reply.UnknownSkus(unknown));
    };
  }

  private Reply priced(PlaceOrder request, Pricing pricing, Call call) {
    return switch (pricing) {
      case Pricing.NotSummable(var reason) -> unlessKnown(request, new Reply.NotSummable(reason));
      case Pricing.Priced priced -> {
        var refusal = refusalOf(request.expectedTotal(), priced.totals().total());
        yield refusal == null ? place(request, priced, call) : unlessKnown(request, refusal);
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
    var address = request.shippingAddress();
    var buyer = Digests.buyer(request.email());
    var order =
        new NewOrder(
            request.orderId(),
            Digests.claim(buyer, request.key()),
            Buffer.buffer(buyer),
            request.key(),
            Buffer.buffer(Digests.content(request)),
            request.email(),
            priced.lines(),
            priced.totals(),
            address == null ? null : Json.write(address),
            request.paymentMethod(),
            request.token());
    var stored = await(storing.submit(order, call));
    if (stored.fresh()) {
      return reply(checkout.drive(stored.order(), call), false);
    }
    return replay(stored.order(), order.bodyHash());
  }

  /** A key that was used names its order, whatever the same request would be told today. */
  private Reply unlessKnown(PlaceOrder request, Reply refusal) {
    return store
        .byClaim(Digests.claim(Digests.buyer(request.email()), request.key()))
        .map(known -> replay(known, Buffer.buffer(Digests.content(request))))
        .orElse(refusal);
  }

  private Reply replay(StoredOrder known, Buffer bodyHash) {
    return known.bodyHash().equals(bodyHash)
        ? reply(checkout.fateOf(known), true)
        : new Reply.KeyReused();
  }

  private Reply reply(StoredOrder stored, boolean replayed) {
    var order = stored.order();
    if (order.status() != OrderStatus.REJECTED) {
      return new Reply.Placed(order, tokens.of(order.id()), replayed);
    }
    return switch (stored.reason()) {
      case Rejection.OUT_OF_STOCK -> new Reply.OutOfStock(order.id(), stored.shortages(), replayed);
      case Rejection.PAYMENT_DECLINED -> new Reply.Declined(order.id(), stored.detail(), replayed);
      default -> new Reply.Rejected(order.id(), stored.reason(), replayed);
    };
  }
}
