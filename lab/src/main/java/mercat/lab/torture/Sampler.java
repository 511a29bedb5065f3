package mercat.lab.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mercat.lab.cluster.LocalCluster;
import mercat.verify.UnreachableException;
import mercat.verify.Verify;

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
    closed.countDown();
  }
}
