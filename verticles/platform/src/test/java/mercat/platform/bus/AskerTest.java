package mercat.platform.bus;

import static org.assertj.core.api.Assertions.assertThat;

import mercat.platform.Failure;
import mercat.platform.FailureKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AskerTest {
  @ParameterizedTest
  @CsvSource({
    "DEADLINE_EXCEEDED, OVERLOADED, DEADLINE_EXCEEDED",
    "DEADLINE_EXCEEDED, UNAVAILABLE, DEADLINE_EXCEEDED",
    "DEADLINE_EXCEEDED, CONFLICT, CONFLICT",
    "UNAVAILABLE, OVERLOADED, OVERLOADED",
    "UNAVAILABLE, DEADLINE_EXCEEDED, DEADLINE_EXCEEDED"
  })
  void saysThatNothingWasDoneOnlyWhereNeitherAttemptCanHaveDoneIt(
      FailureKind first, FailureKind second, FailureKind told) {
    var outcome = Asker.outcome(new Failure(first, "", null), new Failure(second, "", null));
    assertThat(outcome.kind()).isEqualTo(told);
  }
}
