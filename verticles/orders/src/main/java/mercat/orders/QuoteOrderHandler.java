package mercat.orders;

import static mercat.platform.Await.await;

import mercat.contracts.Line;
import mercat.contracts.catalog.PriceLines;
import mercat.contracts.orders.QuoteOrder;
import mercat.contracts.orders.QuoteOrder.Reply;
import mercat.orders.domain.Pricing;
import mercat.platform.Call;
import mercat.platform.RequestHandler;
import mercat.platform.bus.Bus;

/** Tells what lines would cost now. */
final class QuoteOrderHandler implements RequestHandler<QuoteOrder, Reply> {
  private final Bus bus;

  QuoteOrderHandler(Bus bus) {
    this.bus = bus;
  }

  @Override
  public Reply handle(QuoteOrder request, Call call) {
    var skus = request.lines().stream().map(Line::sku).toList();
    return switch (await(
        bus.ask(new PriceLines(skus), call.passedOnBy("orders", PlaceOrderHandler.PRICING_MAX)))) {
      case PriceLines.Reply.UnknownSkus(var unknown) -> new Reply.UnknownSkus(unknown);
      case PriceLines.Reply.Priced(var prices) ->
          switch (Pricing.of(request.lines(), prices)) {
            case Pricing.Priced(var lines, var totals) -> new Reply.Quoted(lines, totals);
            case Pricing.NotSummable(var reason) -> new Reply.NotSummable(reason);
          };
    };
  }
}
