package mercat.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StandstillTest {
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L);
  private final Standstill standstill = new Standstill(clock::get);

  @Test
  void tellsHowLongNobodyLookedAlsoWhereTheClockOverflows() {
    pass(2);
    assertThat(standstill.look()).isEqualTo(Duration.ofSeconds(2));
    pass(30);
    assertThat(standstill.look()).isEqualTo(Duration.ofSeconds(30));
    assertThat(standstill.look()).isEqualTo(Duration.ZERO);
  }

  private void pass(int seconds) {
    clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }
}
