package mercat.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {
  private static final long LATE = ConcurrencyLimit.LATE.toNanos() + 1;

  private final ConcurrencyLimit limit = new ConcurrencyLimit();

  @Test
  void takesOnFewerThanAreUnderWayWhileWorkIsLate() {
    enter(100);
    observe(LATE);
    assertThat(limit.limit()).isEqualTo(75);
    assertThat(limit.enter()).isFalse();
    for (int i = 0; i < 30; i++) {
      limit.leave();
    }
    assertThat(limit.enter()).isTrue();
  }

  @Test
  void alwaysTakesOnAFew() {
    for (int i = 0; i < 100; i++) {
      observe(LATE);
    }
    enter(ConcurrencyLimit.MIN);
    assertThat(limit.enter()).isFalse();
  }

  @Test
  void takesOnAllAgainSoonAfter() {
    enter(100);
    for (int i = 0; i < 100; i++) {
      observe(LATE);
    }
    int intervals = 0;
    while (limit.limit() < ConcurrencyLimit.MAX) {
      observe(0);
      intervals++;
    }
    assertThat(intervals).isLessThan(80);
  }

  @Test
  void isNotMovedByAPauseOfTheGarbageCollector() {
    enter(100);
    for (int i = 0; i < 10 * ConcurrencyLimit.LOOKS; i++) {
      limit.observe(i % ConcurrencyLimit.LOOKS < 2 ? 100 * LATE : 0);
    }
    assertThat(limit.limit()).isEqualTo(ConcurrencyLimit.MAX);
  }

  private void enter(int times) {
    for (int i = 0; i < times; i++) {
      assertThat(limit.enter()).isTrue();
    }
  }

  /** An interval in which every look finds the same. */
  private void observe(long delay) {
    for (int i = 0; i < ConcurrencyLimit.LOOKS; i++) {
      limit.observe(delay);
    }
  }
}
