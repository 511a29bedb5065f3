package mercat.lab.torture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What single clients waited, in seconds. */
class WaitsTest {
  private static final long S = 1_000_000_000;

  private final Waits waits = new Waits();

  @Test
  void tellsTheLongestThatTouchesATime() {
    waits.answered(0, 4 * S);
    waits.answered(10 * S, 12 * S);
    waits.answered(20 * S, 29 * S);
    assertThat(waits.longestNanos(11 * S, 13 * S)).isEqualTo(2 * S);
    assertThat(waits.longestNanos(3 * S, 13 * S)).isEqualTo(4 * S);
    assertThat(waits.longestNanos(13 * S, 19 * S)).isZero();
  }

  @Test
  void takesThoseWhoGaveUpOneAfterAnotherForOneOutage() {
    waits.gaveUp(0, 10 * S);
    waits.gaveUp(6 * S, 16 * S);
    waits.gaveUp(15 * S, 25 * S);
    assertThat(waits.longestNanos(0, 30 * S)).isEqualTo(25 * S);
  }

  @Test
  void takesThoseWhoWereAnsweredEachForItself() {
    waits.answered(0, 3 * S);
    waits.answered(2 * S, 5 * S);
    waits.gaveUp(20 * S, 30 * S);
    assertThat(waits.longestNanos(0, 10 * S)).isEqualTo(3 * S);
    assertThat(waits.longestNanos(0, 40 * S)).isEqualTo(10 * S);
  }
}
