package mercat.lab.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mercat.lab.cluster.Layout;
import mercat.lab.torture.RequestTally.Wait;
import org.junit.jupiter.api.Test;

/** What a seed decides, what buyers want, and how what happened is counted. */
class TortureTest {
  @Test
  void triesEachKindOnceBeforeAnyComesAgainInAnOrderOfItsSeed() {
    var faults = Torture.faults();
    assertThat(faults)
        .extracting(Fault::id)
        .containsExactly(
            "F1", "F2", "F3", "F4", "F5", "F8", "F9", "F12", "F14", "F16", "F17", "F18", "F21",
            "F22", "F23");
    assertThat(Nemesis.inOrder(faults, 7))
        .isEqualTo(Nemesis.inOrder(faults, 7))
        .isNotEqualTo(Nemesis.inOrder(faults, 8))
        .containsExactlyInAnyOrderElementsOf(faults);
  }

  @Test
  void fitsSixKindsIntoAnyFiveMinutes() {
    var faults = Torture.faults();
    var longest =
        faults.stream().mapToLong(fault -> fault.takes().toSeconds()).sorted().skip(9).sum();
    assertThat(longest).isLessThan(300);
  }

  @Test
  void wantsThoseFaultsThatAreNamed() {
    var plan =
        new TorturePlan(
            Path.of("x"),
            Layout.full(3),
            1,
            false,
            1,
            List.of("F5"),
            PaymentTaker.SANDBOX,
            OptionalDouble.empty(),
            List.of(),
            Optional.empty());
    assertThat(plan.wants("F5")).isTrue();
    assertThat(plan.wants("F1")).isFalse();
  }

  @Test
  void sellsAHotArticleAndOneScarceOneAtATime() {
    var assortment = new Assortment(3);
    var chance = new SplittableRandom(1);
    var wanted = IntStream.range(0, 1_000).mapToObj(i -> assortment.wanted(chance, 0)).toList();
    assertThat(wanted).filteredOn("TORTURE-HOT"::equals).hasSizeBetween(250, 400);
    assertThat(wanted).contains("TORTURE-RARE-0").doesNotContain("TORTURE-RARE-1");
    assertThat(assortment.skus()).containsAll(wanted);
    assertThat(IntStream.range(0, 1_000).mapToObj(i -> assortment.wanted(chance, Long.MAX_VALUE)))
        .contains("TORTURE-RARE-2");
  }

  @Test
  void countsAFailureOnceForTheFaultThatItMetFirst() {
    var incidents =
        List.of(
            incident("F1", 10, 30, Map.of(Figure.SERVER_ERRORS, 4L)),
            incident("F9", 30, 50, Map.of(Figure.SERVER_ERRORS, 4L)),
            incident("F1", 50, 70, Map.of(Figure.SERVER_ERRORS, 4L)));
    var failures =
        List.of(
            new Wait(5, 15, true),
            new Wait(25, 35, true),
            new Wait(31, 49, true),
            new Wait(80, 90, true));
    assertThat(FaultReport.of(Torture.faults(), incidents, failures))
        .extracting(
            FaultReport::id,
            FaultReport::count,
            FaultReport::failedRequests,
            report -> report.figure(Figure.SERVER_ERRORS))
        .containsExactly(tuple("F1", 2, 2L, 8L), tuple("F9", 1, 1L, 4L));
  }

  @Test
  void reportsTheWorstOfEachKindAndWhatWasPromised() throws JsonProcessingException {
    var frozen =
        incident("F3", 1, 2, Map.of(Figure.WAITED_MS_MAX, 7_000L, Figure.STALE_MS_MAX, 1_000L));
    var frozenLong = incident("F3", 1, 2, Map.of(Figure.WAITED_MS_MAX, 16_000L));
    for (var incident : List.of(frozen, frozenLong)) {
      incident.cameBack(2, new NothingTwice.Found(700, 8, List.of()));
    }
    var parted =
        incident("F5", 1, 2, Map.of(Figure.TRUTHFUL_MS_MAX, 2_000L, Figure.SIDE_ORDERS_MIN, 90L));
    parted.note(Figure.SIDE_ORDERS_MIN, 40);

    var reports = FaultReport.of(Torture.faults(), List.of(frozen, frozenLong, parted), List.of());

    assertThat(json(reports.getFirst()))
        .contains(
            "\"waitedMsMax\":16000",
            "\"staleMsMax\":1000",
            "\"zombies\":{\"inHand\":4,\"left\":16,\"lookedAt\":1400,\"doneTwice\":0}",
            "\"broken\":[\"F3: a client was not served for 16.0 s, bound 15.0 s\"]");
    assertThat(reports.getFirst().remarks())
        .containsExactly(
            "back with 16 orders unanswered, 4 of them in hand when frozen; of 1,400 looked at,"
                + " nothing was done twice");
    assertThat(json(reports.getLast()))
        .contains("\"truthfulMsMax\":2000", "\"sideOrdersMin\":40")
        .doesNotContain("zombies", "servedAgainMsMax", "settledMsMax", "silentMsMax", "figures");
  }

  @Test
  void reportsCrashesAndCaughtProcesses() throws JsonProcessingException {
    var crashed = incident("F22", 1, 2, Map.of());
    crashed.crashed(40, 21_000, true, List.of());
    var caught = incident("F23", 1, 2, Map.of());
    caught.caught(new Ambush(12, "orders.log_head", 0), 900_000_000);
    var reports = FaultReport.of(Torture.faults(), List.of(crashed, caught), List.of());
    assertThat(json(reports.getFirst()))
        .contains("\"pendingMax\":40", "\"settledMsMax\":21000", "\"broken\":[]")
        .doesNotContain("silentMsMax");
    assertThat(reports.getFirst().remarks())
        .containsExactly(
            "40 orders had no fate when the database answered again",
            "all at rest by itself in 21.0 s");
    assertThat(json(reports.getLast()))
        .contains("\"silentMsMax\":900", "\"broken\":[]")
        .doesNotContain("settledMsMax");
  }

  @Test
  void reportsHooksAndSumsThem() throws JsonProcessingException {
    var incidents =
        Stream.of(700L, 800L)
            .map(taken ->
                incident("F17", 1, 2, Map.of(Figure.HOOKS_TAKEN, taken, Figure.HOOKS_REFUSED, 21L)))
            .toList();
    var report = FaultReport.of(Torture.faults(), incidents, List.of()).getFirst();
    assertThat(json(report)).contains("\"hooksTaken\":1500", "\"hooksRefused\":42");
    assertThat(report.remarks())
        .containsExactly("1,500 hooks were taken", "42 hooks were refused: forged, changed or old");
  }

  private static String json(FaultReport report) throws JsonProcessingException {
    return new ObjectMapper().writeValueAsString(report);
  }

  private static Incident incident(String id, long began, long end, Map<Figure, Long> figures) {
    var incident = new Incident(id, Pace.USUAL, began, said -> {});
    incident.over(began, end, true);
    figures.forEach(incident::note);
    return incident;
  }
}
