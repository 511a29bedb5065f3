package mercat.contracts.inventory;

import mercat.contracts.Event;
import mercat.contracts.Sku;

/** A delivery was added to the shelf. */
public record StockReceived(Sku sku, long quantity) implements Event {}
