package mercat.orders;

import mercat.contracts.orders.QuoteOrder;
import mercat.contracts.orders.QuoteOrder.Reply;
import mercat.orders.domain.Pricing;
import mercat.platform.Call;
import mercat.platform.RequestHandler;

/** Tells what lines would cost now. */
final class QuoteOrderHandler implements RequestHandler<QuoteOrder, Reply> {
  private final Pricer pricer;

  QuoteOrderHandler(Pricer pricer) {
    this.pricer = pricer;
  }

  @Override
  public Reply handle(QuoteOrder request, Call call) {
    return switch (pricer.price(request.lines(), call)) {
      case Pricing.Priced(var lines, var totals) -> new Reply.Quoted(lines, totals);
      case Pricing.UnknownSkus(var unknown) -> new Reply.UnknownSkus(unknown);
      case Pricing.NotSummable(var reason) -> new Reply.NotSummable(reason);
    };
  }
}
