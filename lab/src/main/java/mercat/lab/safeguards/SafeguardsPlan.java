package mercat.lab.safeguards;

import java.nio.file.Path;
import java.util.List;

/**
 * What is tried.
 *
 * @param home the tree of sources
 * @param data where the copies are built and their clusters live
 * @param names of the safeguards to remove, one at a time; none for all
 * @param minutes how long faults happen to each build
 * @param seed of every torture
 * @param isControlled whether the build as it is must hold first
 */
public record SafeguardsPlan(
    Path home, Path data, List<String> names, int minutes, long seed, boolean isControlled) {
  private static final int MINUTES_MAX = 60;

  public SafeguardsPlan {
    names = List.copyOf(names);
    if (minutes < 1 || minutes > MINUTES_MAX) {
      throw new IllegalArgumentException("minutes: 1 to " + MINUTES_MAX);
    }
  }

  /**
   * The safeguards to remove.
   *
   * @throws IllegalArgumentException when one is not known
   */
  List<Safeguard> chosen() {
    var all = Safeguard.all(home);
    var known = all.stream().map(Safeguard::name).toList();
    for (var name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "no safeguard is called %s; there are %s".formatted(name, String.join(", ", known)));
      }
    }
    return all.stream()
        .filter(safeguard -> names.isEmpty() || names.contains(safeguard.name()))
        .toList();
  }
}
