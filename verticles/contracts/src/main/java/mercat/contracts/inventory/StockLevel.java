package mercat.contracts.inventory;

import mercat.contracts.Sku;

/**
 * How much of a SKU there is.
 *
 * @param onHand units in the shop's possession
 * @param reserved units of these that are promised to orders
 */
public record StockLevel(Sku sku, long onHand, long reserved) {
  /** Units that an order may still take. */
  public long available() {
    return onHand - reserved;
  }
}
