package mercat.contracts.catalog;

import mercat.contracts.Event;
import mercat.contracts.Sku;

/** A product became visible to buyers. */
public record ProductPublished(Sku sku, long version) implements Event {}
