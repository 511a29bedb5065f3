package mercat.lab.safeguards;

import java.nio.file.Path;
import java.util.List;
import mercat.lab.terminal.Bounds;

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
  public SafeguardsPlan {
    names = List.copyOf(names);
    Bounds.check("minutes", minutes, 1, 60);
  }

  /**
   * The safeguards to remove.
   *
   * @throws IllegalArgumentException when one is not known
   */
  List<SafeguardPatch> chosen() {
    var all = SafeguardPatch.all(home);
    var known = all.stream().map(SafeguardPatch::name).toList();
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
