package mercat.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ExpiryTimerTest {
  private static final long EVERY_MS = 5;
  private static final Duration SOON = Duration.ofSeconds(30);

  @AutoClose private final Vertx vertx = Vertx.vertx();
  private final Queue<Long> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger looks = new AtomicInteger();
  private final ExpiryTimer timer =
      new ExpiryTimer(
          vertx,
          EVERY_MS,
          () -> {
            looks.incrementAndGet();
            waiting.removeIf(until -> System.nanoTime() - until >= 0);
            return !waiting.isEmpty();
          });

  @Test
  void looksWhileSomethingWaitsAndRestsWhenNothingDoes() {
    add(50);
    await().atMost(SOON).untilAsserted(() -> assertThat(waiting).isEmpty());
    var seen = new AtomicInteger();
    await()
        .atMost(SOON)
        .during(Duration.ofMillis(20 * EVERY_MS))
        .until(() -> seen.getAndSet(looks.get()) == looks.get());
    int rested = looks.get();
    add(0);
    await().atMost(SOON).untilAsserted(() -> assertThat(waiting).isEmpty());
    assertThat(looks.get()).isGreaterThan(rested);
  }

  @Test
  void seesWhatBeginsToWaitWhileItComesToRest() {
    var left = new AtomicBoolean(true);
    var looking = new AtomicReference<ExpiryTimer>();
    var late = new AtomicInteger(1);
    looking.set(
        new ExpiryTimer(
            vertx,
            EVERY_MS,
            () -> {
              boolean isLeft = left.getAndSet(false);
              if (!isLeft && late.getAndDecrement() > 0) {
                left.set(true);
                looking.get().start();
              }
              return isLeft;
            }));
    looking.get().start();
    await().atMost(SOON).until(() -> late.get() < 1 && !left.get());
  }

  @Test
  void goesOnAfterALookThatThrew() {
    var left = new AtomicInteger(3);
    new ExpiryTimer(
            vertx,
            EVERY_MS,
            () -> {
              if (left.decrementAndGet() > 0) {
                throw new IllegalStateException("out of order");
              }
              return false;
            })
        .start();
    await().atMost(SOON).until(() -> left.get() <= 0);
  }

  private void add(int millis) {
    waiting.add(System.nanoTime() + Duration.ofMillis(millis).toNanos());
    timer.start();
  }
}
