package mercat.lab.shop;

/** What the back office says about one SKU. */
public record StockLevel(long onHand, long reserved, long available) {}
