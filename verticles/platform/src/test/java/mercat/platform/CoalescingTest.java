package mercat.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CoalescingTest {
  private final List<Promise<Void>> runs = new ArrayList<>();
  private final Coalescing task =
      new Coalescing(
          "test",
          () -> {
            var run = Promise.<Void>promise();
            runs.add(run);
            return run.future();
          });

  @Test
  void runsOnceForASignalAndOnceMoreForManyThatComeMeanwhile() {
    task.signal();
    task.signal();
    task.signal();
    assertThat(runs).hasSize(1);
    runs.get(0).complete();
    assertThat(runs).hasSize(2);
    runs.get(1).complete();
    assertThat(runs).hasSize(2);
    task.signal();
    runs.get(2).complete();
    assertThat(runs).as("once again after it was quiet").hasSize(3);
  }

  @Test
  void runsAgainAfterARunThatFailed() {
    task.signal();
    task.signal();
    runs.get(0).fail("out of order");
    assertThat(runs).hasSize(2);
    runs.get(1).fail("out of order");
    task.signal();
    assertThat(runs).hasSize(3);
  }

  @Test
  void runsAgainAfterARunThatThrew() {
    var ran = new AtomicInteger();
    var throwing =
        new Coalescing(
            "test",
            () -> {
              ran.incrementAndGet();
              throw new IllegalStateException("out of order");
            });
    throwing.signal();
    throwing.signal();
    assertThat(ran).hasValue(2);
  }

  @Test
  void doesNotGrowTheStackWhenARunSignalsAndIsDoneAtOnce() {
    var left = new AtomicInteger(100_000);
    var itself = new AtomicReference<Coalescing>();
    var endless =
        new Coalescing(
            "test",
            () -> {
              if (left.decrementAndGet() > 0) {
                itself.get().signal();
              }
              return Future.succeededFuture();
            });
    itself.set(endless);
    endless.signal();
    assertThat(left).hasValue(0);
  }

  @Test
  void losesNoSignalOfManyThreadsAndRunsOneAtATime() {
    var signalled = new AtomicInteger();
    var seen = new AtomicInteger();
    var running = new AtomicInteger();
    var overlaps = new AtomicInteger();
    var counting =
        new Coalescing(
            "test",
            () -> {
              if (running.incrementAndGet() > 1) {
                overlaps.incrementAndGet();
              }
              seen.set(signalled.get());
              running.decrementAndGet();
              return Future.succeededFuture();
            });
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 80_000; i++) {
        threads.execute(() -> {
          signalled.incrementAndGet();
          counting.signal();
        });
      }
    }
    assertThat(seen).hasValue(80_000);
    assertThat(overlaps).hasValue(0);
  }
}
