package mercat.contracts;

import java.util.HashSet;
import java.util.List;

/** The rule that the lines of an order obey wherever they travel. */
public final class Lines {
  /** The most lines one order may have. */
  public static final int MAX = 2_000;

  private Lines() {}

  /**
   * An unmodifiable copy of the lines.
   *
   * @throws IllegalArgumentException when there are none, more than {@link #MAX}, or a SKU is named
   *     twice
   */
  public static List<Line> checked(List<Line> lines) {
    if (lines.isEmpty() || lines.size() > MAX) {
      throw new IllegalArgumentException("an order has 1 to " + MAX + " lines");
    }
    if (lines.size() > 1) {
      var seen = HashSet.<Sku>newHashSet(lines.size());
      for (var line : lines) {
        if (!seen.add(line.sku())) {
          throw new IllegalArgumentException("SKU named twice: " + line.sku());
        }
      }
    }
    return List.copyOf(lines);
  }
}
