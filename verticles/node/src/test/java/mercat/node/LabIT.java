package mercat.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shortest way through the commands that look for faults, but those of {@link CrashIT}, as the
 * launcher runs them. Not held to what depends on who else uses this machine: how much was served,
 * and how soon.
 */
class LabIT {
  @TempDir private Path folder;

  /** A small peak, and five times as much for a moment. */
  @Test
  void servesWhomItLetsInAndTellsTheRestWhenToComeAgain() throws Exception {
    var overload = EndedCommand.of(folder, "overload", "--peak=40", "--times=5", "--seconds=5");
    overload.requireInvariants();
    var stretch = overload.objects("stretches").get(1);
    assertThat(stretch.getLong("shed")).isGreaterThan(300);
    assertThat(stretch.getLong("withoutRetryAfter")).isZero();
    assertThat(stretch.getDouble("goodputRatio")).isStrictlyBetween(0.0, 1.1);
  }

  @Test
  void hashesFewPasswordsAtOnceHoweverManySignIn() throws Exception {
    var storm = EndedCommand.of(folder, "sign-ins", "--at-once=100", "--seconds=3");
    storm.requireInvariants();
    assertThat(storm.verdict().getLong("hashedAtOnceMax")).isBetween(1L, 2L);
    assertThat(storm.verdict().getLong("withoutRetryAfter")).isZero();
    var answers = storm.verdict().getJsonObject("answers");
    assertThat(answers.fieldNames()).containsExactlyInAnyOrder("201", "503");
    assertThat(answers.getLong("503")).isGreaterThan(50);
  }

  /** How long the answers take is not judged among other tests. */
  @Test
  void answersTheSameWhetherOrNotThereIsAnAccount() throws Exception {
    var timing = EndedCommand.of(folder, "timing", "--samples=50", "--cheap");
    assertThat(timing.objects("questions"))
        .hasSize(3)
        .allMatch(asked -> asked.getJsonArray("known").size() == 1)
        .allMatch(asked -> asked.getJsonArray("known").equals(asked.getJsonArray("other")));
  }

  @Test
  void livesAndKeepsItsBooksUnderEveryAttackAtOnce() throws Exception {
    var siege = EndedCommand.of(folder, "siege", "--orders=10", "--seconds=5", "--strength=0.1");
    siege.requireInvariants();
    assertThat(siege.verdict().getLong("taken")).isPositive();
    assertThat(siege.verdict().getDouble("offeredPerSecond"))
        .isLessThanOrEqualTo(10)
        .isLessThanOrEqualTo(
            Math.max(1, siege.verdict().getDouble("takenAlonePerSecond") / 10) + 0.001);
    assertThat(siege.objects("attacks"))
        .hasSizeGreaterThan(10)
        .noneMatch(attack -> attack.getJsonObject("answers").containsKey("500"));
  }

  /** A death at each of the points, and the rest of the month's first orders. */
  @Test
  void aReaderOfEventsHasEachOnceHoweverOftenItIsKilled() throws Exception {
    var events = EndedCommand.of(folder, "events", "--orders=200", "--kills=4", "--seed=7");
    events.requireOk();
    assertThat(events.objects("kills"))
        .extracting(kill -> kill.getString("point"))
        .containsExactlyInAnyOrder("PAGE_READ", "HALF_WRITTEN", "WRITTEN", "ANYWHERE");
    assertThat(events.objects("logs"))
        .filteredOn(log -> log.getString("context").equals("orders"))
        .singleElement()
        .satisfies(log -> {
          assertThat(log.getLong("logged")).isGreaterThanOrEqualTo(2 * 200);
          assertThat(log.getLong("kept")).isEqualTo(log.getLong("logged"));
        });
  }

  @Test
  void nothingComesOfThreeThousandHostileRequests() throws Exception {
    try (var shop = RunningShop.open(folder)) {
      var fuzz = shop.command("fuzz", "--requests=3000", "--seed=20261124").ends(0);
      assertThat(fuzz.said()).contains("seed 20261124", "no request did harm");
    }
  }
}
