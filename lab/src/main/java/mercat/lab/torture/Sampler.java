package mercat.lab.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mercat.lab.cluster.LocalCluster;
import mercat.lab.load.UnreachableException;
import mercat.lab.verify.Finding;
import mercat.lab.verify.Verify;

/** Looks again and again whether stock, books and keys add up in the middle of everything. */
final class Sampler implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final int TROUBLES_MAX = 5;

  private final LocalCluster cluster;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<String> troubles = new ArrayList<>();
  private int samples;

  Sampler(LocalCluster cluster) {
    this.cluster = cluster;
    var unused = Thread.ofPlatform().daemon().name("sampler").start(this::sample);
  }

  private void sample() {
    try {
      while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      var verdict = Verify.now(cluster.database());
      synchronized (this) {
        samples++;
        verdict.invariants().stream()
            .filter(finding -> !finding.holds() && troubles.size() < TROUBLES_MAX)
            .map(Sampler::describe)
            .forEach(troubles::add);
      }
    } catch (UnreachableException databaseDown) {
      // it is meant to be, now and then
    }
  }

  private static String describe(Finding finding) {
    return "in the middle, %s: %s".formatted(finding.id(), finding.detail());
  }

  synchronized int samples() {
    return samples;
  }

  synchronized List<String> troubles() {
    return List.copyOf(troubles);
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
