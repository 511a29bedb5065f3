package mercat.lab.torture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mercat.lab.cluster.Layout;
import mercat.lab.terminal.Bounds;

/**
 * What is tried.
 *
 * @param data where the cluster lives
 * @param minutes how long faults happen
 * @param seed decides their order, their targets, and what buyers want
 * @param faults ids of those that may happen; none for all
 * @param rate how many buyers come each second
 * @param configs settings of the nodes, over those of the run
 * @param previous the jar of another version that half of the nodes run
 */
public record TorturePlan(
    Path data,
    Layout layout,
    int minutes,
    long seed,
    List<String> faults,
    double rate,
    List<Path> configs,
    Optional<Path> previous) {
  public static final double RATE = 100;

  public TorturePlan {
    Bounds.check("minutes", minutes, 1, 24 * 60);
    Bounds.check("rate", rate, 1, 5_000);
    previous
        .filter(jar -> !Files.isRegularFile(jar))
        .ifPresent(jar -> {
          throw new IllegalArgumentException("there is no jar " + jar);
        });
    var known = Torture.faults().stream().map(Fault::id).toList();
    for (var fault : faults) {
      if (!known.contains(fault)) {
        throw new IllegalArgumentException(
            "no fault is called " + fault + "; there are " + String.join(", ", known));
      }
    }
  }

  Duration length() {
    return Duration.ofMinutes(minutes);
  }

  boolean wants(String fault) {
    return faults.isEmpty() || faults.contains(fault);
  }
}
