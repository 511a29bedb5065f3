package mercat.lab.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RepeatedTest {
  private static final Duration PAUSE = Duration.ofMillis(1);

  private final CountDownLatch times = new CountDownLatch(3);

  @Test
  void isDoneAgainAndAgainUntilItIsClosed() throws Exception {
    var repeated = new Repeated(PAUSE, "counting", times::countDown);
    try (repeated) {
      assertThat(times.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void saysWhenItIsClosedWhatHasEndedItBefore() throws Exception {
    var repeated =
        new Repeated(
            PAUSE,
            "counting",
            () -> {
              times.countDown();
              if (times.getCount() == 0) {
                throw new IllegalArgumentException("no more numbers");
              }
            });
    assertThat(times.await(30, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(repeated::close)
        .hasMessage("counting has failed")
        .hasRootCauseMessage("no more numbers");
  }
}
