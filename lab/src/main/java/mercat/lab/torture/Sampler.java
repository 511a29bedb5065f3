package mercat.lab.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mercat.lab.cluster.LocalCluster;
import mercat.lab.system.Ticking;
import mercat.verify.UnreachableException;
import mercat.verify.Verify;

/** Looks again and again whether stock, books and keys add up in the middle of everything. */
final class Sampler implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final int TROUBLES_MAX = 5;

  private final LocalCluster cluster;
  private final Ticking ticking = Ticking.every(EVERY, "sampler", this::look);
  private final List<String> troubles = new ArrayList<>();
  private int samples;

  Sampler(LocalCluster cluster) {
    this.cluster = cluster;
  }

  private void look() {
    try {
      var verdict = Verify.now(cluster.database());
      synchronized (this) {
        samples++;
        verdict.broken().stream()
            .limit(TROUBLES_MAX - troubles.size())
            .map(broken -> "in the middle, " + broken)
            .forEach(troubles::add);
      }
    } catch (UnreachableException databaseDown) {
      // it is meant to be, now and then
    }
  }

  synchronized int samples() {
    return samples;
  }

  synchronized List<String> troubles() {
    return List.copyOf(troubles);
  }

  @Override
  public void close() {
    ticking.close();
  }
}
