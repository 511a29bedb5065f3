package mercat.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessorContentionTest {
  /** Of 28 ms of processor time; that a computation took less is where the clocks disagree. */
  @ParameterizedTest
  @CsvSource({"27, 0", "28, 0", "40, 24", "60000, 300"})
  void restsTwiceAsLongAsItWaitedForAProcessorUpToItsBound(long takenMs, long restMs) {
    long cpuNanos = Duration.ofMillis(28).toNanos();
    assertThat(ProcessorContention.rest(Duration.ofMillis(takenMs), cpuNanos))
        .isEqualTo(Duration.ofMillis(restMs));
  }

  @Test
  void runsWhatItIsGivenOnce() {
    var runs = new AtomicInteger();
    ProcessorContention.runAndRest(runs::incrementAndGet);
    assertThat(runs).hasValue(1);
  }
}
