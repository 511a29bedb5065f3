package mercat.catalog;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import mercat.catalog.domain.Change;
import mercat.contracts.Sku;
import mercat.contracts.catalog.PutProduct;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.BatchHandler;

/** Puts products, in order of arrival; what does not change is not written. */
final class PutProductHandler implements BatchHandler<PutProduct, PutProduct.Stored> {
  private final ProductStore store;
  private final PriceShelf shelf;

  PutProductHandler(ProductStore store, PriceShelf shelf) {
    this.store = store;
    this.shelf = shelf;
  }

  @Override
  public List<PutProduct.Stored> handle(Tx tx, List<Asked<PutProduct>> batch) {
    var skus =
        batch.stream()
            .map(put -> put.request().product().sku().value())
            .sorted()
            .distinct()
            .toList();
    var current = new HashMap<>(store.claimAndLock(tx, skus));
    var changed = new TreeMap<Sku, Change>();
    var replies = new ArrayList<PutProduct.Stored>(batch.size());
    for (var put : batch) {
      var product = put.request().product();
      var sku = product.sku();
      var before = current.get(sku);
      var change =
          before == null
              ? Change.of(null, 0, product)
              : Change.of(before.product(), before.version(), product);
      if (change.isReal()) {
        changed.put(sku, change);
        change.events().forEach(event -> tx.append(put.call(), keyOf(sku), event));
      }
      current.put(sku, new ProductStore.Versioned(change.product(), change.version()));
      replies.add(new PutProduct.Stored(change.version(), before == null));
    }
    if (!changed.isEmpty()) {
      store.save(tx, changed.values());
      shelf.forget(changed.keySet());
    }
    return replies;
  }

  /** Events of a SKU are kept in order under a name-based key. */
  private static UUID keyOf(Sku sku) {
    return UUID.nameUUIDFromBytes(sku.value().getBytes(StandardCharsets.UTF_8));
  }
}
