package mercat.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProcessorContentionTest {
  private static final long CPU_NANOS = Duration.ofMillis(28).toNanos();

  @Test
  void restsTwiceAsLongAsItWaitedForAProcessor() {
    assertThat(ProcessorContention.rest(Duration.ofMillis(28), CPU_NANOS)).isZero();
    assertThat(ProcessorContention.rest(Duration.ofMillis(40), CPU_NANOS))
        .isEqualTo(Duration.ofMillis(24));
  }

  @Test
  void restsNoLongerThanItsBound() {
    assertThat(ProcessorContention.rest(Duration.ofMinutes(1), CPU_NANOS))
        .isEqualTo(ProcessorContention.REST_MAX);
  }

  @Test
  void doesNotRestWhereTheClocksDisagree() {
    assertThat(ProcessorContention.rest(Duration.ofMillis(27), CPU_NANOS)).isZero();
  }

  @Test
  void runsWhatItIsGivenOnce() {
    var runs = new AtomicInteger();
    ProcessorContention.runAndRest(runs::incrementAndGet);
    assertThat(runs).hasValue(1);
  }
}
