package mercat.catalog;

import java.util.List;
import java.util.Set;
import mercat.contracts.Event;
import mercat.contracts.Sku;
import mercat.contracts.catalog.FindProduct;
import mercat.contracts.catalog.FindProducts;
import mercat.contracts.catalog.PriceChanged;
import mercat.contracts.catalog.PriceLines;
import mercat.contracts.catalog.ProductChanged;
import mercat.contracts.catalog.ProductWithdrawn;
import mercat.contracts.catalog.PutProduct;
import mercat.contracts.log.LogEntry;
import mercat.platform.BoundedContext;
import mercat.platform.ContextDefinition;

/** The catalog: what is for sale, and at what price. */
public final class CatalogContext implements ContextDefinition {
  private static final Set<Class<? extends Event>> CHANGES =
      Set.of(ProductChanged.class, PriceChanged.class, ProductWithdrawn.class);

  @Override
  public String name() {
    return "catalog";
  }

  @Override
  public void start(BoundedContext catalog) {
    var store = new ProductStore(catalog.database());
    var shelf = new PriceShelf();
    catalog.serveBatch(PutProduct.class, new PutProductHandler(store, shelf));
    catalog.answer(FindProduct.class, (request, call) -> find(store, request));
    catalog.answer(FindProducts.class, (request, call) -> search(store, request));
    catalog.answer(PriceLines.class, new PriceLinesHandler(store, shelf));
    catalog.serveLog();
    catalog.view(
        "catalog",
        CHANGES,
        () -> catalog.run(() -> fill(shelf, store)),
        entries -> shelf.forget(skusOf(entries)));
  }

  /** Starts afresh, with all that is for sale. */
  private static void fill(PriceShelf shelf, ProductStore store) {
    shelf.clear();
    long changes = shelf.changes();
    shelf.keep(store.prices(PriceShelf.PRICES_MAX), changes);
  }

  private static FindProduct.Reply find(ProductStore store, FindProduct request) {
    return store
        .find(request.sku())
        .<FindProduct.Reply>map(
            found -> new FindProduct.Reply.Found(found.product(), found.version()))
        .orElseGet(FindProduct.Reply.Unknown::new);
  }

  private static FindProducts.Found search(ProductStore store, FindProducts request) {
    var found = store.search(request);
    boolean more = found.size() > request.limit();
    return new FindProducts.Found(more ? found.subList(0, request.limit()) : found, more);
  }

  private static List<Sku> skusOf(List<LogEntry> entries) {
    return entries.stream().map(entry -> skuOf(entry.event())).toList();
  }

  private static Sku skuOf(Event event) {
    return switch (event) {
      case ProductChanged changed -> changed.sku();
      case PriceChanged changed -> changed.sku();
      case ProductWithdrawn withdrawn -> withdrawn.sku();
      default -> throw new IllegalStateException("not followed: " + event);
    };
  }
}
