package mercat.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How many orders are taken on, by a clock that the test drives. */
class OrderAdmissionTest {
  private final MockClock clock = new MockClock();

  private OrderAdmission upTo(int perSecond) {
    return new OrderAdmission(
        perSecond, new ConcurrencyLimit(), new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock));
  }

  @Test
  void takesOneBurstAtOnceAndThenOneForEachShareOfASecond() {
    var orders = upTo(500);
    assertThat(taken(orders, 1_000)).isEqualTo(50);
    clock.add(Duration.ofMillis(2).minusNanos(1));
    assertThat(orders.admits()).isFalse();
    clock.add(Duration.ofNanos(1));
    assertThat(orders.admits()).isTrue();
    assertThat(orders.admits()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"500,3600,50", "1,1,1", "1,3600,1", "0,1,1000"})
  void savesNoMoreThanOneBurst(int perSecond, long pauseSeconds, int burst) {
    var orders = upTo(perSecond);
    assertThat(taken(orders, 1_000)).isEqualTo(burst);
    clock.add(Duration.ofSeconds(pauseSeconds));
    assertThat(taken(orders, 1_000)).isEqualTo(burst);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 30, 500, 30_000})
  void neverTakesMoreThanTheRateAndOneBurst(int perSecond) {
    var chance = new SplittableRandom(perSecond);
    var orders = upTo(perSecond);
    long began = clock.monotonicTime();
    double seconds = 0;
    long taken = 0;
    while (seconds < 20) {
      clock.add(Duration.ofNanos(chance.nextLong(50_000_000)));
      // More is asked for than there can be, so that whatever there is is taken.
      taken += taken(orders, perSecond / 10 + 2);
      seconds = (clock.monotonicTime() - began) / 1e9;
      assertThat((double) taken)
          .isBetween(
              perSecond * seconds * 0.9 - 1, perSecond * seconds + Math.max(1, perSecond / 10));
    }
  }

  /** How many may come. */
  private int taken(OrderAdmission orders, int tries) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      if (orders.admits()) {
        taken++;
      }
    }
    return taken;
  }
}
