package mercat.contracts.inventory;

import mercat.contracts.Event;
import mercat.contracts.Sku;

/** The last available unit of the SKU was taken. */
public record StockDepleted(Sku sku) implements Event {}
