package mercat.lab.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import mercat.lab.cluster.Layout;
import mercat.lab.torture.Freeze.Zombie;
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
  void refusesWhatCannotBeMeant() {
    assertThatThrownBy(() -> plan(0, 100, "F1")).hasMessageStartingWith("minutes");
    assertThatThrownBy(() -> plan(1, 0, "F1")).hasMessageStartingWith("rate");
    assertThatThrownBy(() -> plan(1, 100, "F99")).hasMessageStartingWith("no fault is called F99");
    assertThat(plan(1, 100, "F5").wants("F5")).isTrue();
    assertThat(plan(1, 100, "F5").wants("F1")).isFalse();
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
    var incidents = List.of(incident("F1", 10, 30), incident("F9", 30, 50), incident("F1", 50, 70));
    var failures =
        List.of(
            new RequestTally.Failure(5, 15, "a", ""),
            new RequestTally.Failure(25, 35, "b", ""),
            new RequestTally.Failure(31, 49, "c", ""),
            new RequestTally.Failure(80, 90, "d", ""));
    var reports = FaultReport.of(Torture.faults(), incidents, failures);
    assertThat(reports).extracting(FaultReport::id).containsExactly("F1", "F9");
    assertThat(reports).extracting(FaultReport::count).containsExactly(2, 1);
    assertThat(reports).extracting(FaultReport::failedRequests).containsExactly(2L, 1L);
    assertThat(reports).extracting(FaultReport::serverErrors).containsExactly(8L, 4L);
  }

  @Test
  void reportsTheWorstOfEachKindAndWhatWasPromised() throws JsonProcessingException {
    var zombie = new Zombie(2, 9, 8, 700, List.of());
    var incidents =
        List.of(
            incident("F3", measures(7, OptionalLong.empty(), Optional.of(zombie))),
            incident("F3", measures(16, OptionalLong.empty(), Optional.of(zombie))),
            incident("F5", measures(3, OptionalLong.of(40), Optional.empty())),
            incident("F9", measures(2, OptionalLong.empty(), Optional.empty())));

    var reports = FaultReport.of(Torture.faults(), incidents, List.of());

    var frozen = reports.get(0);
    assertThat(frozen.waitedMsMax()).isEqualTo(16_000);
    assertThat(frozen.staleMsMax()).isEqualTo(1_000);
    assertThat(frozen.truthfulMsMax()).isEqualTo(2_000);
    assertThat(frozen.zombies()).isEqualTo(new FaultReport.Zombies(4, 16, 1_400, 0));
    assertThat(frozen.broken())
        .containsExactly("F3: a client was not served for 16.0 s, bound 15.0 s");
    assertThat(frozen.remarks())
        .containsExactly(
            "back with 16 orders unanswered, 4 of them in hand when frozen; of 1,400 looked at,"
                + " nothing was done twice");
    assertThat(reports.get(1).sideOrdersMin()).isEqualTo(40);
    assertThat(reports.get(2).servedAgainMsMax()).isEqualTo(500);
    assertThat(new ObjectMapper().writeValueAsString(reports.get(1)))
        .contains("\"truthfulMsMax\":2000", "\"sideOrdersMin\":40")
        .doesNotContain("zombies", "servedAgainMsMax", "settledMsMax", "silentMsMax");
  }

  @Test
  void reportsCrashesAndCaughtProcesses() throws JsonProcessingException {
    var crashed = new FaultEvidence();
    crashed.crashed(new FaultEvidence.AfterCrash(40, 21_000, true, List.of()));
    var caught = new FaultEvidence();
    caught.caught(new Ambush.Caught(12, "orders.log_head", 900, 3_000));
    var reports =
        FaultReport.of(
            Torture.faults(),
            List.of(
                incident("F22", new Measures(0, 0, 0, 0, "", crashed)),
                incident("F23", new Measures(0, 0, 0, 0, "", caught))),
            List.of());
    assertThat(new ObjectMapper().writeValueAsString(reports.get(0)))
        .contains("\"pendingMax\":40", "\"settledMsMax\":21000")
        .doesNotContain("silentMsMax");
    assertThat(new ObjectMapper().writeValueAsString(reports.get(1)))
        .contains("\"silentMsMax\":900")
        .doesNotContain("settledMsMax");
    assertThat(reports).allSatisfy(report -> assertThat(report.broken()).isEmpty());
    assertThat(reports).allSatisfy(report -> assertThat(report.remarks()).hasSize(1));
  }

  private static Measures measures(
      long waitedSeconds, OptionalLong fewest, Optional<Zombie> zombie) {
    var evidence = new FaultEvidence();
    fewest.ifPresent(evidence::served);
    zombie.ifPresent(found -> evidence.cameBack(found, false));
    return new Measures(
        waitedSeconds * 1_000_000_000, 500_000_000, 1_000_000_000, 2_000_000_000, "", evidence);
  }

  private static Incident incident(String id, Measures measures) {
    return new Incident(id, "", 1, 1, 1, 2, true, 0, Map.of(), measures);
  }

  private static TorturePlan plan(int minutes, double rate, String fault) {
    return new TorturePlan(
        Path.of("x"),
        Layout.full(3),
        minutes,
        1,
        List.of(fault),
        rate,
        List.of(),
        Optional.empty());
  }

  private static Incident incident(String id, long began, long end) {
    return new Incident(id, "", began, began, end, end, true, 0, Map.of(503, 4), Measures.NONE);
  }
}
