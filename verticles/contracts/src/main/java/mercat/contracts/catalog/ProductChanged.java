package mercat.contracts.catalog;

import mercat.contracts.Event;
import mercat.contracts.Sku;

/** A visible product's text or category changed. */
public record ProductChanged(Sku sku, long version) implements Event {}
