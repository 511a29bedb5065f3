package mercat.lab.shop;

/** What the back office says about one SKU. */
public record StockFigures(long onHand, long reserved, long available) {}
