package mercat.contracts;

/**
 * So many units of one SKU.
 *
 * @param quantity 1 to {@value #QUANTITY_MAX}
 */
public record Line(Sku sku, long quantity) {
  /** The largest quantity of one line. */
  public static final long QUANTITY_MAX = 1_000_000;

  public Line {
    if (quantity < 1 || quantity > QUANTITY_MAX) {
      throw new IllegalArgumentException("quantity must be 1 to " + QUANTITY_MAX);
    }
  }
}
