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
    leave(30);
    assertThat(limit.enter()).isTrue();
  }

  /** What makes the machine late may be anything but orders. */
  @Test
  void takesOnWhatASecondFinishesHoweverLateWorkIs() {
    for (int i = 0; i < 100; i++) {
      enter(30);
      leave(30);
      observe(LATE);
    }
    assertThat(limit.limit()).as("30 in 0.75 s").isBetween(39, 41);
    enter(limit.limit());
    assertThat(limit.enter()).isFalse();
  }

  @Test
  void forgetsWhatWasFinishedMoreThanTwoIntervalsAgo() {
    enter(100);
    leave(90);
    observe(LATE);
    observe(LATE);
    assertThat(limit.limit()).isGreaterThan(50);
    observe(LATE);
    assertThat(limit.limit()).isEqualTo(ConcurrencyLimit.MIN);
  }

  /** Looks are rarer then: so many orders took longer. */
  @Test
  void countsTheTimeThatAnIntervalTook() {
    enter(100);
    leave(100);
    observe(ConcurrencyLimit.LOOK.toNanos() * 9);
    assertThat(limit.limit()).as("100 in 5 s").isEqualTo(20);
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

  private void leave(int times) {
    for (int i = 0; i < times; i++) {
      limit.leave();
    }
  }

  /** An interval in which every look finds the same. */
  private void observe(long delay) {
    for (int i = 0; i < ConcurrencyLimit.LOOKS; i++) {
      limit.observe(delay);
    }
  }
}
