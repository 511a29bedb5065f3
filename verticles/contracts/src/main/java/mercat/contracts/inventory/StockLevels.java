package mercat.contracts.inventory;

import java.util.List;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Sku;

/** Asks inventory for the levels of up to 100 SKUs; a SKU it never received is left out. */
public record StockLevels(List<Sku> skus) implements Request<StockLevels.Levels> {
  public StockLevels {
    skus = List.copyOf(skus);
    if (skus.isEmpty() || skus.size() > 100) {
      throw new IllegalArgumentException("1 to 100 SKUs");
    }
  }

  /** The levels, ascending by SKU. */
  public record Levels(List<StockLevel> levels) implements Message {
    public Levels {
      levels = List.copyOf(levels);
    }
  }
}
