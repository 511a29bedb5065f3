package mercat.edge.contract;

import java.util.LinkedHashMap;
import java.util.Map;
import mercat.edge.http.Problem;

/** What is wrong with a request: each place once, and no more places than a client would mend. */
final class Faults {
  static final int MAX = 100;

  private final Map<String, String> details = new LinkedHashMap<>(0);

  void add(String pointer, String detail) {
    if (details.size() < MAX) {
      details.putIfAbsent(pointer, detail);
    }
  }

  boolean isEmpty() {
    return details.isEmpty();
  }

  Problem problem() {
    return Problem.invalid(
        details.entrySet().stream()
            .map(fault -> new Problem.Fault(fault.getKey(), fault.getValue()))
            .toList());
  }
}
