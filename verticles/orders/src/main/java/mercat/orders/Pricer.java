package mercat.orders;

import static mercat.platform.Await.await;

import java.time.Duration;
import java.util.List;
import mercat.contracts.Line;
import mercat.contracts.catalog.PriceLines;
import mercat.contracts.orders.QuoteOrder;
import mercat.contracts.orders.QuoteOrderWithCoupon;
import mercat.contracts.promotions.CouponCode;
import mercat.contracts.promotions.PreviewCoupon;
import mercat.orders.domain.Pricing;
import mercat.platform.Call;
import mercat.platform.bus.Bus;
import org.jspecify.annotations.Nullable;

/** Prices lines as the catalog prices them now. Promotions is asked where there is a coupon. */
record Pricer(Bus bus) {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  QuoteOrder.Reply quote(QuoteOrder request, Call call) {
    return quote(request.lines(), null, call);
  }

  QuoteOrder.Reply quoteWithCoupon(QuoteOrderWithCoupon request, Call call) {
    return quote(request.lines(), request.coupon(), call);
  }

  private QuoteOrder.Reply quote(List<Line> lines, @Nullable CouponCode coupon, Call call) {
    return switch (price(lines, coupon, call)) {
      case Pricing.Priced(var priced, var totals) -> new QuoteOrder.Reply.Quoted(priced, totals);
      case Pricing.UnknownSkus(var unknown) -> new QuoteOrder.Reply.UnknownSkus(unknown);
      case Pricing.NotSummable(var reason) -> new QuoteOrder.Reply.NotSummable(reason);
      case Pricing.TotalTooLarge tooLarge -> new QuoteOrder.Reply.TotalTooLarge();
      case Pricing.CouponRefused(var reason) -> new QuoteOrder.Reply.CouponRefused(reason);
    };
  }

  /** The lines at today's prices, with what the coupon takes off, where there is one. */
  Pricing price(List<Line> lines, @Nullable CouponCode coupon, Call call) {
    var pricing = price(lines, call);
    return coupon != null && pricing instanceof Pricing.Priced priced
        ? reduced(priced, coupon, call)
        : pricing;
  }

  private Pricing reduced(Pricing.Priced priced, CouponCode coupon, Call call) {
    var preview = new PreviewCoupon(coupon, priced.totals().subtotal());
    return switch (await(bus.ask(preview, call.passedOnBy("orders", PATIENCE)))) {
      case PreviewCoupon.Reply.Applies(var terms) -> priced.reducedBy(terms);
      case PreviewCoupon.Reply.Refused(var reason) -> new Pricing.CouponRefused(reason);
    };
  }

  private Pricing price(List<Line> lines, Call call) {
    var skus = lines.stream().map(Line::sku).toList();
    return switch (await(bus.ask(new PriceLines(skus), call.passedOnBy("orders", PATIENCE)))) {
      case PriceLines.Reply.Priced(var prices) -> Pricing.of(lines, prices);
      case PriceLines.Reply.UnknownSkus(var unknown) -> new Pricing.UnknownSkus(unknown);
    };
  }
}
