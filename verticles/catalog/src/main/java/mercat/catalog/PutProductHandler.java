package mercat.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import mercat.catalog.domain.ProductChange;
import mercat.contracts.Sku;
import mercat.contracts.catalog.Product;
import mercat.contracts.catalog.PutProduct;
import mercat.contracts.catalog.PutProduct.Stored;
import mercat.platform.Sha256;
import mercat.platform.database.Tx;
import mercat.platform.log.StaffActions;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.BatchHandler;

/** Puts products, in order of arrival; what does not change is not written. For catalog staff. */
record PutProductHandler(ProductStore products, PriceCache prices)
    implements BatchHandler<PutProduct, Stored> {
  @Override
  public List<Stored> handle(Tx tx, List<Asked<PutProduct>> batch) {
    batch.forEach(asked -> asked.call().actor().requireScope("products:write"));
    var skus = new TreeSet<Sku>();
    batch.forEach(asked -> skus.add(asked.request().product().sku()));
    var current = new HashMap<>(products.claimAndLock(tx, skus));
    var changed = new TreeMap<Sku, ProductChange>();
    var replies = new ArrayList<Stored>(batch.size());
    for (var asked : batch) {
      var put = asked.request();
      var sku = put.product().sku();
      var before = current.get(sku);
      var change =
          before == null
              ? ProductChange.of(null, 0, put.product())
              : ProductChange.of(before.product(), before.version(), put.over(before.product()));
      if (change.isReal()) {
        changed.put(sku, change);
        change.events().forEach(event -> tx.append(asked.call(), sku.key(), event));
        StaffActions.note(
            tx,
            asked.call(),
            sku.key(),
            "putProduct",
            "product:" + sku,
            before == null ? Map.of() : told(before.product()),
            told(change.product()));
      }
      current.put(sku, new ProductStore.Versioned(change.product(), change.version()));
      replies.add(new Stored(change.version(), before == null, change.product().published()));
    }
    if (!changed.isEmpty()) {
      products.save(tx, changed.values());
      prices.forget(changed.keySet());
    }
    return replies;
  }

  /** What the audit tells of a product. */
  private static Map<String, String> told(Product product) {
    return Map.of(
        "name", product.name(),
        "descriptionDigest", Sha256.of(product.description()),
        "price", product.price().amount() + " " + product.price().currency(),
        "category", product.category(),
        "published", String.valueOf(product.published()));
  }
}
