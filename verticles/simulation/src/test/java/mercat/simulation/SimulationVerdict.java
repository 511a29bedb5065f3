package mercat.simulation;

import java.util.List;
import java.util.Map;

/**
 * What a seed came to.
 *
 * @param fates how many orders met each
 * @param wrong what does not hold, empty when all does
 */
record SimulationVerdict(Map<String, Integer> fates, List<String> wrong) {
  SimulationVerdict {
    fates = Map.copyOf(fates);
    wrong = List.copyOf(wrong);
  }
}
