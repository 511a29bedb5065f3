package mercat.inventory.domain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import mercat.contracts.Line;
import mercat.contracts.Sku;
import mercat.contracts.inventory.Shortage;
import mercat.contracts.inventory.StockLevel;

/**
 * The stock that a batch of reservations wants, as it is locked, and what the batch takes from it.
 * Later requests see what earlier ones took.
 */
public final class AvailableStock {
  private final Map<Sku, Long> available = new HashMap<>();
  private final SortedMap<Sku, Long> taken = new TreeMap<>();

  /** Stock at these levels; whatever is not among them was never received. */
  public AvailableStock(List<StockLevel> levels) {
    levels.forEach(level -> available.put(level.sku(), level.available()));
  }

  /** Takes every line, or none. Returns what is short: empty when all was taken. */
  public List<Shortage> take(List<Line> lines) {
    var shortages = new ArrayList<Shortage>(0);
    for (var line : lines) {
      long left = available.getOrDefault(line.sku(), 0L);
      if (left < line.quantity()) {
        shortages.add(new Shortage(line.sku(), line.quantity(), left));
      }
    }
    if (shortages.isEmpty()) {
      for (var line : lines) {
        available.merge(line.sku(), -line.quantity(), Long::sum);
        taken.merge(line.sku(), line.quantity(), Long::sum);
      }
    }
    return shortages;
  }

  /** What was taken in all, ascending by SKU. */
  public SortedMap<Sku, Long> taken() {
    return taken;
  }

  /** Those of the taken SKUs of which nothing is left. */
  public List<Sku> depleted() {
    return taken.keySet().stream().filter(sku -> available.getOrDefault(sku, 0L) == 0).toList();
  }
}
