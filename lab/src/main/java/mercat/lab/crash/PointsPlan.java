package mercat.lab.crash;

import java.nio.file.Path;
import java.util.Set;

/**
 * Which points a process dies at.
 *
 * @param data where the one system of all points lives
 * @param only the points that are wanted; empty for all there are
 * @param thorough whether each is tried in every scenario that passes it, not in the first alone
 */
public record PointsPlan(Path data, Set<String> only, boolean thorough) {
  public PointsPlan {
    only = Set.copyOf(only);
  }

  boolean wants(String point) {
    return only.isEmpty() || only.contains(point);
  }
}
