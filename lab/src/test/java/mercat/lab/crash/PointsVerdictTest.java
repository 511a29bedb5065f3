package mercat.lab.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import mercat.lab.crash.CrashCommand.PointsVerdict;
import mercat.lab.crash.CrashCommand.PointsVerdict.PointVerdict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When dying everywhere counts as survived. */
class PointsVerdictTest {
  @ParameterizedTest(name = "died {0}, whole {1}, trouble {2}, unreached {3}: {4}")
  @CsvSource({
    "true,  true,  '',   '',                          true",
    "false, true,  '',   '',                          false",
    "true,  false, '',   '',                          false",
    "true,  true,  late, '',                          false",
    "true,  true,  '',   orders.Nobody.before-commit, false"
  })
  void isTrueOnlyWhenEveryPointWasReachedAndHolds(
      boolean died, boolean whole, String trouble, String unreached, boolean ok) {
    var points = new ArrayList<>(List.of(point(true, true, ""), point(died, whole, trouble)));
    assertThat(verdict(points, unreached).ok()).isEqualTo(ok);
    points.clear();
    assertThat(verdict(points, unreached).ok()).as("nothing tried").isFalse();
  }

  private static PointsVerdict verdict(List<PointVerdict> points, String unreached) {
    return PointsVerdict.of(points, listOf(unreached), List.of("feed.before-bell"), 1.5);
  }

  private static PointVerdict point(boolean died, boolean whole, String trouble) {
    return new PointVerdict("edge.before-answer", "checkout", died, 900, whole, listOf(trouble));
  }

  private static List<String> listOf(String text) {
    return text.isEmpty() ? List.of() : List.of(text);
  }
}
