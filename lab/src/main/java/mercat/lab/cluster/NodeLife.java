package mercat.lab.cluster;

import java.util.Set;

/**
 * The life of a node at one moment, as known by whoever starts and kills it.
 *
 * @param contexts what it hosts; none for all there is
 * @param alive whether its process is there
 * @param ready whether everything it hosts served when it was last asked
 * @param frozen whether it is kept from doing anything
 * @param bornMs milliseconds since 1970, shortly before its process began; what is told of it from
 *     an earlier moment is of an earlier life
 * @param diedNanos of {@link System#nanoTime()}: when its last life ended
 */
public record NodeLife(
    String name,
    Set<String> contexts,
    boolean alive,
    boolean ready,
    boolean frozen,
    long bornMs,
    long diedNanos) {

  public NodeLife {
    contexts = Set.copyOf(contexts);
  }

  /** Whether it is the same life in the same state, apart from readiness. */
  boolean isSameAs(NodeLife other) {
    return alive == other.alive && frozen == other.frozen && bornMs == other.bornMs;
  }

  /** Whether nobody was born, died, froze or went on between two looks at all nodes. */
  public static boolean areSame(java.util.List<NodeLife> before, java.util.List<NodeLife> after) {
    for (var i = 0; i < before.size(); i++) {
      if (!before.get(i).isSameAs(after.get(i))) {
        return false;
      }
    }
    return true;
  }
}
