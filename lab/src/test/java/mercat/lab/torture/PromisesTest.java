package mercat.lab.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import mercat.lab.torture.FaultEvidence.AfterCrash;
import mercat.lab.torture.Freeze.Zombie;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each promise kept, and broken. */
class PromisesTest {
  private static final long S = 1_000_000_000;
  private static final Zombie HARMLESS = new Zombie(2, 9, 8, 700, List.of());

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
  void boundsHowLongAClientWaits(String id, boolean ofOldest, long seconds) {
    assertThat(Promises.brokenBy(incident(id, 0, waited(seconds * S, ofOldest)))).isEmpty();
    assertThat(Promises.brokenBy(incident(id, 0, waited(seconds * S + S / 10, ofOldest))))
        .singleElement()
        .asString()
        .startsWith(id + ": a client was not served for");
    var silent = incident(id, seconds * S + S / 10, waited(0, ofOldest));
    assertThat(Promises.brokenBy(silent)).hasSize(1);
  }

  @Test
  void countsFromWhenTheDatabaseAcceptsConnections() {
    var measures = new Measures(0, 6 * S, 0, 0, "", new FaultEvidence());
    assertThat(Promises.brokenBy(incident("F9", 0, measures)))
        .containsExactly(
            "F9: nobody was served for 6.00 s after the database accepted connections, bound 5.00 s");
    assertThat(Promises.brokenBy(incident("F1", 0, measures))).isEmpty();
  }

  @Test
  void catchesWhoIsNamedThoughDeadAndWhoIsNotNamed() {
    assertThat(Promises.brokenBy(incident("F2", 0, topology(60 * S, 60 * S, "")))).isEmpty();
    assertThat(Promises.brokenBy(incident("F2", 0, topology(61 * S, 0, ""))))
        .containsExactly("F2: a dead node was named for 61.0 s");
    assertThat(Promises.brokenBy(incident("F5", 0, topology(0, 61 * S, ""))))
        .containsExactly("F5: nodes agreed on who is there only after 61.0 s");
    assertThat(Promises.brokenBy(incident("F5", 0, topology(0, 63 * S, "n1 does not name n2"))))
        .containsExactly("F5: in the end n1 does not name n2");
  }

  @Test
  void catchesASideThatTookNoOrder() {
    assertThat(Promises.brokenBy(incident("F5", 0, sides(1)))).isEmpty();
    assertThat(Promises.brokenBy(incident("F5", 0, sides(0))))
        .containsExactly("F5: one side of the parted nodes took no order");
  }

  @Test
  void catchesAZombieThatDidHarmAndOneThatProvesNothing() {
    assertThat(Promises.brokenBy(incident("F3", 0, back(HARMLESS)))).isEmpty();
    assertThat(Promises.brokenBy(incident("F3", 0, back(new Zombie(1, 1, 1, 9, List.of("x"))))))
        .containsExactly("F3: done twice: x");
    assertThat(Promises.brokenBy(incident("F3", 0, back(new Zombie(0, 0, 0, 700, List.of())))))
        .containsExactly("F3: the frozen node had nothing to do, which proves nothing");
  }

  @Test
  void catchesACrashThatIsNotSurvivedWithoutHelp() {
    assertThat(Promises.brokenBy(incident("F22", 0, crashed(true, List.of())))).isEmpty();
    assertThat(Promises.brokenBy(incident("F22", 0, crashed(false, List.of()))))
        .containsExactly("F22: not at rest by itself after 21.0 s");
    assertThat(Promises.brokenBy(incident("F22", 0, crashed(true, List.of("I2: oversold")))))
        .containsExactly("F22: when nobody had asked again: I2: oversold");
  }

  @Test
  void catchesWhoKeepsAllOthersWaitingAndAFreezeThatProvesNothing() {
    assertThat(Promises.brokenBy(incident("F23", 0, caught("orders.log_head", 1_500)))).isEmpty();
    assertThat(Promises.brokenBy(incident("F23", 0, caught("orders.log_head", 1_501))))
        .containsExactly(
            "F23: nobody was served for 1.50 s while another held a log, bound 1.50 s");
    assertThat(Promises.brokenBy(incident("F23", 0, caught("", 900))))
        .containsExactly("F23: never caught between append and COMMIT in 12 stops");
  }

  private static Measures crashed(boolean isAtRest, List<String> broken) {
    return noted(evidence -> evidence.crashed(new AfterCrash(40, 21_000, isAtRest, broken)));
  }

  private static Measures caught(String held, long silentMs) {
    return noted(evidence -> evidence.caught(new Ambush.Caught(12, held, silentMs, 3_000)));
  }

  @Test
  void catchesWhatIsNeverAsBefore() {
    var lasting =
        new Incident("F14", "", 0, 4 * S, 4 * S, 5 * S, false, 0, Map.of(), Measures.NONE);
    assertThat(Promises.brokenBy(lasting))
        .containsExactly("F14: not everybody was served as before in time");
  }

  private static Measures waited(long nanos, boolean ofOldest) {
    var evidence = new FaultEvidence();
    evidence.cameBack(HARMLESS, ofOldest);
    return new Measures(nanos, 0, 0, 0, "", evidence);
  }

  private static Measures topology(long stale, long truth, String untruth) {
    return new Measures(0, 0, stale, truth, untruth, new FaultEvidence());
  }

  private static Measures sides(long fewest) {
    return noted(evidence -> evidence.served(fewest));
  }

  private static Measures back(Zombie zombie) {
    return noted(evidence -> evidence.cameBack(zombie, false));
  }

  private static Measures noted(Consumer<FaultEvidence> note) {
    var evidence = new FaultEvidence();
    note.accept(evidence);
    return new Measures(0, 0, 0, 0, "", evidence);
  }

  /** It lasted four seconds. */
  private static Incident incident(String id, long silence, Measures measures) {
    return new Incident(id, "", 0, 4 * S, 4 * S, 5 * S, true, silence, Map.of(), measures);
  }
}
