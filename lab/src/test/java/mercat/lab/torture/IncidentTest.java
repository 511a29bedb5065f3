package mercat.lab.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import mercat.lab.torture.NothingTwice.Found;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each promise kept, and broken. */
class IncidentTest {
  private static final long S = 1_000_000_000;

  @ParameterizedTest(name = "{0} of the oldest {1}: {2} s")
  @CsvSource({
    "F1, false, 5",
    "F2, true, 5",
    "F3, false, 15",
    "F3, true, 30",
    "F5, false, 15",
    "F9, false, 9",
    "F21, false, 60"
  })
  void boundsHowLongAClientWaits(String id, boolean hitsOldest, long seconds) {
    for (var figure : List.of(Figure.WAITED_MS_MAX, Figure.MAX_UNAVAILABLE_MS)) {
      for (var ms : List.of(seconds * 1_000, seconds * 1_000 + 100)) {
        var broken =
            broken(
                id,
                incident -> {
                  if (hitsOldest) {
                    incident.noteOldest();
                  }
                  incident.note(figure, ms);
                });
        assertThat(broken.startsWith(id + ": a client was not served for"))
            .isEqualTo(ms > seconds * 1_000);
      }
    }
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource({
    "F9, SERVED_AGAIN_MS_MAX, 5000, ''",
    "F9, SERVED_AGAIN_MS_MAX, 6000, 'F9: nobody was served for 6.00 s after the database accepted connections, bound 5.00 s'",
    "F1, SERVED_AGAIN_MS_MAX, 6000, ''",
    "F2, STALE_MS_MAX, 60000, ''",
    "F2, STALE_MS_MAX, 61000, F2: a dead node was named for 61.0 s",
    "F5, TRUTHFUL_MS_MAX, 60000, ''",
    "F5, TRUTHFUL_MS_MAX, 61000, F5: nodes agreed on who is there only after 61.0 s",
    "F5, SIDE_ORDERS_MIN, 1, ''",
    "F5, SIDE_ORDERS_MIN, 0, F5: one side of the parted nodes took no order"
  })
  void boundsWhatIsMeasured(String id, Figure figure, long value, String broken) {
    assertThat(broken(id, incident -> incident.note(figure, value))).isEqualTo(broken);
  }

  static Stream<Arguments> notes() {
    return Stream.of(
        arguments("F14", ended(true), ""),
        arguments("F14", ended(false), "not everybody was served as before in time"),
        arguments("F3", back(700, 8), ""),
        arguments("F3", back(9, 1, "x"), "done twice: x"),
        arguments("F3", back(700, 0), "the frozen node had nothing to do, which proves nothing"),
        arguments("F22", crashed(true), ""),
        arguments("F22", crashed(false), "not at rest by itself after 21.0 s"),
        arguments(
            "F22", crashed(true, "I2: oversold"), "when nobody had asked again: I2: oversold"),
        arguments("F23", caught("orders.log_head", 1_500), ""),
        arguments(
            "F23",
            caught("orders.log_head", 1_501),
            "nobody was served for 1.50 s while another held a log, bound 1.50 s"),
        arguments("F23", caught("", 900), "never caught between append and COMMIT in 12 stops"));
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("notes")
  void catchesWhatAFaultNotes(String id, Consumer<Incident> notes, String broken) {
    assertThat(broken(id, notes)).isEqualTo(broken.isEmpty() ? "" : id + ": " + broken);
  }

  @Test
  void excusesWhatIsLateWhereNoProcessorTimeWasLeftAndNothingElse() {
    for (var share : List.of(0.05, 0.15)) {
      var incident =
          after(
              "F2",
              Pace.USUAL,
              met -> {
                met.note(Figure.WAITED_MS_MAX, 6_000);
                met.cameBack(2, new Found(700, 8, List.of("x")));
                met.room(share);
              });
      var late = List.of("F2: a client was not served for 6.00 s, bound 5.00 s");
      var twice = List.of("F2: done twice: x");
      assertThat(incident.untold()).isEqualTo(share < 0.1 ? late : List.of());
      assertThat(incident.broken()).containsAll(twice).hasSize(share < 0.1 ? 1 : 2);
    }
  }

  @Test
  void givesAStartTheTimeThatItNeedsHere() {
    var pace = Pace.after(Duration.ofSeconds(45));
    assertThat(after("F21", pace, met -> met.note(Figure.WAITED_MS_MAX, 170_000)).broken())
        .isEmpty();
    assertThat(after("F1", pace, met -> met.note(Figure.WAITED_MS_MAX, 6_000)).broken()).hasSize(1);
    assertThat(Pace.after(Duration.ofSeconds(3))).isEqualTo(Pace.USUAL);
  }

  private static Consumer<Incident> ended(boolean inTime) {
    return incident -> incident.over(4 * S, 5 * S, inTime);
  }

  private static Consumer<Incident> back(long orders, long ofKeys, String... twice) {
    return incident -> incident.cameBack(2, new Found(orders, ofKeys, List.of(twice)));
  }

  private static Consumer<Incident> crashed(boolean isAtRest, String... broken) {
    return incident -> incident.crashed(40, 21_000, isAtRest, List.of(broken));
  }

  private static Consumer<Incident> caught(String held, long silentMs) {
    return incident -> incident.caught(new Ambush(12, held, 0), silentMs * 1_000_000);
  }

  /** What is broken by a fault that lasted four seconds. */
  private static String broken(String id, Consumer<Incident> what) {
    return String.join("; ", after(id, Pace.USUAL, what).broken());
  }

  private static Incident after(String id, Pace pace, Consumer<Incident> what) {
    var incident = new Incident(id, pace, 0, said -> {});
    incident.over(4 * S, 5 * S, true);
    what.accept(incident);
    return incident;
  }
}
