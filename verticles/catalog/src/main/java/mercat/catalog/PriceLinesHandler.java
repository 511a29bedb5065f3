package mercat.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import mercat.contracts.Sku;
import mercat.contracts.catalog.PriceLines;
import mercat.contracts.catalog.PriceLines.Price;
import mercat.contracts.catalog.PriceLines.Reply;
import mercat.platform.Call;
import mercat.platform.RequestHandler;

/** Prices the lines of orders, from memory where it can. */
record PriceLinesHandler(ProductStore products, PriceCache cache)
    implements RequestHandler<PriceLines, Reply> {
  @Override
  public Reply handle(PriceLines request, Call call) {
    var prices = new ArrayList<Price>(request.skus().size());
    var missing = new ArrayList<Sku>(0);
    for (var sku : request.skus()) {
      var price = cache.get(sku);
      if (price == null) {
        missing.add(sku);
      } else {
        prices.add(price);
      }
    }
    return missing.isEmpty() ? new Reply.Priced(prices) : withReadPrices(request, prices, missing);
  }

  /** What the cache gave is not looked for there again: it may have been cleared meanwhile. */
  private Reply withReadPrices(PriceLines request, List<Price> cached, List<Sku> missing) {
    long changes = cache.changes();
    var read = products.prices(missing);
    cache.keep(read, changes);
    var known = new HashMap<>(read);
    cached.forEach(price -> known.put(price.sku(), price));
    var prices = new ArrayList<Price>(request.skus().size());
    var unknown = new ArrayList<Sku>();
    for (var sku : request.skus()) {
      var price = known.get(sku);
      if (price == null) {
        unknown.add(sku);
      } else {
        prices.add(price);
      }
    }
    return unknown.isEmpty() ? new Reply.Priced(prices) : new Reply.UnknownSkus(unknown);
  }
}
