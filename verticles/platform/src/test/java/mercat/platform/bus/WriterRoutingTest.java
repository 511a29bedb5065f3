package mercat.platform.bus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriterRoutingTest {
  /** Each number says how many requests begin, or end when it is negative. */
  @ParameterizedTest
  @CsvSource({
    "23, false",
    "24, true",
    "24 -17, true",
    "24 -17 3 -4, false",
    "24 -17 3 -4 17, false",
  })
  void routesToOneWriterFromTwentyFourUnderWayUntilOnlySixAreLeft(String steps, boolean isSingle) {
    var routing = new WriterRouting();
    for (var step : steps.split(" ", -1)) {
      int change = Integer.parseInt(step);
      for (int i = 0; i < Math.abs(change); i++) {
        if (change > 0) {
          routing.begin();
        } else {
          routing.end();
        }
      }
    }
    assertThat(routing.isSingleWriter()).isEqualTo(isSingle);
    assertThat(routing.gauge()).isEqualTo(isSingle ? 1 : 0);
  }
}
