package mercat.contracts.catalog;

import mercat.contracts.Event;
import mercat.contracts.Sku;

/** A visible product's price changed. */
public record PriceChanged(Sku sku, long version) implements Event {}
