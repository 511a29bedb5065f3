package mercat.lab.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mercat.lab.crash.PointsVerdict.PointVerdict;
import org.junit.jupiter.api.Test;

/** When dying everywhere counts as survived. */
class PointsVerdictTest {
  @Test
  void isTrueOnlyWhenEveryPointWasReachedAndHolds() {
    var good = point(true, true, List.of());
    assertThat(verdict(List.of(good), List.of()).ok()).isTrue();
    assertThat(verdict(List.of(good, point(false, true, List.of())), List.of()).ok()).isFalse();
    assertThat(verdict(List.of(good, point(true, false, List.of())), List.of()).ok()).isFalse();
    assertThat(verdict(List.of(good, point(true, true, List.of("late"))), List.of()).ok())
        .isFalse();
  }

  @Test
  void isFalseWhenNoScenarioPassesAPoint() {
    var good = point(true, true, List.of());
    assertThat(verdict(List.of(good), List.of("orders.Nobody.before-commit")).ok()).isFalse();
  }

  @Test
  void isFalseWhenNothingWasTried() {
    assertThat(verdict(List.of(), List.of()).ok()).isFalse();
  }

  private static PointVerdict point(boolean died, boolean verify, List<String> troubles) {
    return new PointVerdict("edge.before-answer", "checkout", died, 900, verify, troubles);
  }

  private static PointsVerdict verdict(List<PointVerdict> points, List<String> unreached) {
    return PointsVerdict.of(points, unreached, 1.5);
  }
}
