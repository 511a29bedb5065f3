package mercat.contracts.catalog;

import mercat.contracts.Event;
import mercat.contracts.Sku;

/** A product is no longer visible to buyers. */
public record ProductWithdrawn(Sku sku, long version) implements Event {}
