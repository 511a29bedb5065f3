package mercat.catalog;

import mercat.contracts.catalog.FindProduct;
import mercat.contracts.catalog.FindProducts;
import mercat.contracts.catalog.PriceLines;
import mercat.contracts.catalog.PutProduct;
import mercat.platform.BoundedContext;
import mercat.platform.ContextDefinition;

/** The catalog: what is for sale, and at what price. */
public final class CatalogContext implements ContextDefinition {
  @Override
  public String name() {
    return "catalog";
  }

  @Override
  public void start(BoundedContext catalog) {
    var products = new ProductStore(catalog.database());
    var prices = new PriceCache();
    var updates = new PriceUpdates(products, prices);
    catalog.serveBatch(PutProduct.class, new PutProductHandler(products, prices));
    catalog.answer(FindProduct.class, products::find);
    catalog.answer(FindProducts.class, products::search);
    catalog.answer(PriceLines.class, new PriceLinesHandler(products, prices));
    catalog.serveLog();
    catalog.view(
        "catalog",
        PriceUpdates.APPLIED,
        () -> {
          prices.clear(); // something may have been missed
          catalog.run(updates::readAhead);
        },
        updates::apply);
  }
}
