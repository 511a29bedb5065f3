package mercat.lab.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import mercat.lab.cluster.Layout;
import org.junit.jupiter.api.Test;

/** What a seed decides, what buyers want, and how what happened is counted. */
class TortureTest {
  @Test
  void triesEachKindOnceBeforeAnyComesAgainInAnOrderOfItsSeed() {
    var faults = Torture.faults();
    assertThat(faults)
        .extracting(Fault::id)
        .containsExactly(
            "F1", "F2", "F3", "F4", "F5", "F8", "F9", "F12", "F14", "F16", "F17", "F18", "F21");
    assertThat(Nemesis.inOrder(faults, 7))
        .isEqualTo(Nemesis.inOrder(faults, 7))
        .isNotEqualTo(Nemesis.inOrder(faults, 8))
        .containsExactlyInAnyOrderElementsOf(faults);
  }

  @Test
  void fitsSixKindsIntoAnyFiveMinutes() {
    var faults = Torture.faults();
    var longest =
        faults.stream().mapToLong(fault -> fault.takes().toSeconds()).sorted().skip(7).sum();
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
            new Tally.Failure(5, 15, "a", ""),
            new Tally.Failure(25, 35, "b", ""),
            new Tally.Failure(31, 49, "c", ""),
            new Tally.Failure(80, 90, "d", ""));
    var reports = FaultReport.of(Torture.faults(), incidents, failures);
    assertThat(reports).extracting(FaultReport::id).containsExactly("F1", "F9");
    assertThat(reports).extracting(FaultReport::count).containsExactly(2, 1);
    assertThat(reports).extracting(FaultReport::failedRequests).containsExactly(2L, 1L);
    assertThat(reports).extracting(FaultReport::serverErrors).containsExactly(8L, 4L);
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
    return new Incident(id, "", began, began, end, end, true, 0, Map.of(503, 4));
  }
}
