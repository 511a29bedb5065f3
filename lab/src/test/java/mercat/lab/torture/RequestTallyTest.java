package mercat.lab.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import mercat.lab.system.Awaiting;
import mercat.lab.torture.RequestTally.Mark;
import mercat.lab.torture.RequestTally.Wait;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients waited, one and all. */
class RequestTallyTest {
  private static final long S = 1_000_000_000;

  /** In seconds; those who gave up have an exclamation mark. */
  @ParameterizedTest(name = "{0}, from {1} to {2}")
  @CsvSource({
    "0-4 10-12 20-29,   11, 13, 2",
    "0-4 10-12 20-29,    3, 13, 4",
    "0-4 10-12 20-29,   13, 19, 0",
    "0-10! 6-16! 15-25!, 0, 30, 25",
    "0-3 2-5 20-30!,     0, 10, 3",
    "0-3 2-5 20-30!,     0, 40, 10"
  })
  void tellsTheLongestThatTouchesATimeWhereThoseWhoGaveUpOneAfterAnotherAreOneOutage(
      String clients, long from, long to, long longest) {
    var tally = new RequestTally();
    for (var client : clients.split(" ", -1)) {
      var times = client.replace("!", "").split("-", -1);
      tally.waited(
          new Wait(
              Long.parseLong(times[0]) * S, Long.parseLong(times[1]) * S, client.endsWith("!")));
    }
    assertThat(tally.longestWaitNanos(from * S, to * S)).isEqualTo(longest * S);
  }

  @Test
  void measuresTheLongestSilence() {
    var tally = new RequestTally();
    var begin = System.nanoTime();
    tally.note(Mark.ACKNOWLEDGED);
    Awaiting.pause(Duration.ofMillis(40));
    tally.note(Mark.REFUSED);
    var end = System.nanoTime();
    assertThat(tally.longestSilenceNanos(begin, end))
        .isBetween(Duration.ofMillis(40).toNanos(), end - begin);
    assertThat(tally.longestSilenceNanos(end, end + 5)).isEqualTo(5);
    assertThat(tally.finishedBetween(begin, end)).isEqualTo(2);
  }
}
