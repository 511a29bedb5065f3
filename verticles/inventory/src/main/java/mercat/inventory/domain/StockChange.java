package mercat.inventory.domain;

/** What is added to one SKU's level. */
public record StockChange(long onHand, long reserved) {
  /** Both changes as one. */
  public StockChange plus(StockChange other) {
    return new StockChange(onHand + other.onHand, reserved + other.reserved);
  }
}
