package mercat.lab.bench;

import java.util.List;

/** What is reported of figures that were measured in several rounds. */
final class Medians {
  private Medians() {}

  /** The middle one, or what lies between the two in the middle; 0 of none. */
  static double of(List<Double> figures) {
    var half = (figures.size() + 1) / 2;
    return figures.stream()
        .sorted()
        .limit(figures.size() / 2 + 1)
        .skip(Math.max(0, half - 1))
        .mapToDouble(Double::doubleValue)
        .average()
        .orElse(0);
  }
}
