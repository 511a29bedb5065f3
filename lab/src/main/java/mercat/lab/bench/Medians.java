package mercat.lab.bench;

import java.util.ArrayList;
import java.util.List;

/** Figures of alternating rounds; what is reported is their median. */
final class Medians {
  private final List<Double> figures = new ArrayList<>();

  void add(double figure) {
    figures.add(figure);
  }

  double median() {
    if (figures.isEmpty()) {
      return 0;
    }
    var sorted = figures.stream().sorted().toList();
    var middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  double last() {
    return figures.getLast();
  }
}
