package mercat.orders;

import static mercat.platform.Await.await;

import java.time.Duration;
import java.util.List;
import mercat.contracts.Line;
import mercat.contracts.catalog.PriceLines;
import mercat.contracts.orders.QuoteOrder;
import mercat.orders.domain.Pricing;
import mercat.platform.Call;
import mercat.platform.bus.Bus;

/** Prices lines as the catalog prices them now. */
record Pricer(Bus bus) {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  QuoteOrder.Reply quote(QuoteOrder request, Call call) {
    return switch (price(request.lines(), call)) {
      case Pricing.Priced(var lines, var totals) -> new QuoteOrder.Reply.Quoted(lines, totals);
      case Pricing.UnknownSkus(var unknown) -> new QuoteOrder.Reply.UnknownSkus(unknown);
      case Pricing.NotSummable(var reason) -> new QuoteOrder.Reply.NotSummable(reason);
      case Pricing.TotalTooLarge tooLarge -> new QuoteOrder.Reply.TotalTooLarge();
    };
  }

  Pricing price(List<Line> lines, Call call) {
    var skus = lines.stream().map(Line::sku).toList();
    return switch (await(bus.ask(new PriceLines(skus), call.passedOnBy("orders", PATIENCE)))) {
      case PriceLines.Reply.Priced(var prices) -> Pricing.of(lines, prices);
      case PriceLines.Reply.UnknownSkus(var unknown) -> new Pricing.UnknownSkus(unknown);
    };
  }
}
