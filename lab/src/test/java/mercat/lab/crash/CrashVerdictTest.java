package mercat.lab.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When faults count as survived, and what the verdict looks like as JSON. */
class CrashVerdictTest {
  @Test
  void isTrueOnlyWhenEveryRoundHolds() {
    var good = crash(true, true, List.of());
    assertThat(verdict(List.of(good), List.of(freeze(1_500, true))).ok()).isTrue();
    assertThat(verdict(List.of(good, crash(false, true, List.of())), List.of()).ok()).isFalse();
    assertThat(verdict(List.of(good, crash(true, false, List.of())), List.of()).ok()).isFalse();
    assertThat(verdict(List.of(crash(true, true, List.of("late"))), List.of()).ok()).isFalse();
    assertThat(verdict(List.of(good), List.of(freeze(1_501, true))).ok()).isFalse();
    assertThat(verdict(List.of(good), List.of(freeze(900, false))).ok()).isFalse();
  }

  @Test
  void tellsEachRoundAsJson() {
    var json =
        new ObjectMapper()
            .valueToTree(verdict(List.of(crash(true, true, List.of())), List.of()))
            .path("rounds")
            .path(0);
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "fault",
            "round",
            "acknowledged",
            "pendingAfter",
            "settledAfterMs",
            "verify",
            "replayAgain",
            "troubles");
  }

  @Test
  void strikesAtTheSameMomentsWithTheSameSeed() {
    assertThat(plan(7).chance("both", 3).nextLong())
        .isEqualTo(plan(7).chance("both", 3).nextLong())
        .isNotEqualTo(plan(7).chance("both", 4).nextLong())
        .isNotEqualTo(plan(8).chance("both", 3).nextLong());
  }

  private static CrashPlan plan(long seed) {
    return new CrashPlan(Path.of("x"), List.of(Fault.BOTH), Duration.ZERO, 10, seed, 100);
  }

  private static CrashVerdict verdict(List<RoundVerdict> rounds, List<FreezeVerdict> freezes) {
    return CrashVerdict.of(1, rounds, freezes, 60);
  }

  private static RoundVerdict crash(boolean verify, boolean again, List<String> troubles) {
    return new RoundVerdict("both", 1, 300, 40, 21_000, verify, again, troubles);
  }

  private static FreezeVerdict freeze(long silentMs, boolean onlyOnce) {
    return new FreezeVerdict(
        1, 12, "orders.log_head", silentMs, 3_000, 16, true, onlyOnce, List.of());
  }
}
