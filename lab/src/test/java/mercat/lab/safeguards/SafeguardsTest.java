package mercat.lab.safeguards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mercat.lab.cluster.Layout;
import mercat.lab.torture.TorturePlan;
import mercat.verify.UnreachableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The patches fit the sources as they are today; what a torture says is understood. */
class SafeguardsTest {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  @TempDir private Path folder;

  @Test
  void everyPatchChangesTheSourcesOfToday() {
    var all = SafeguardPatch.all(HOME);
    assertThat(all)
        .extracting(SafeguardPatch::name)
        .containsExactly("claim", "cursor", "fate", "key", "stock-guard");
    for (var safeguard : all) {
      assertThat(safeguard.patch().size()).as(safeguard.name()).isGreaterThan(1);
      assertThat(safeguard.patch().appliedTo(HOME)).as(safeguard.name()).isNotEmpty();
      assertThatCode(() -> underItsFaults(safeguard)).doesNotThrowAnyException();
    }
  }

  private TorturePlan underItsFaults(SafeguardPatch safeguard) {
    return new TorturePlan(
        folder,
        Layout.full(3),
        1,
        1,
        safeguard.faults(),
        TorturePlan.RATE,
        List.of(),
        Optional.empty());
  }

  @Test
  void choosesByName() {
    assertThat(plan(HOME, "key", "cursor").chosen())
        .extracting(SafeguardPatch::name)
        .containsExactly("cursor", "key");
    assertThatThrownBy(() -> plan(HOME, "luck").chosen())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no safeguard is called luck; there are claim, ");
    assertThatThrownBy(() -> plan(folder).chosen())
        .isInstanceOf(UnreachableException.class)
        .hasMessageContaining("needs Mercat's sources");
  }

  private static SafeguardsPlan plan(Path home, String... names) {
    return new SafeguardsPlan(home, home, List.of(names), 2, 1, false);
  }

  @Test
  void noticesOnlyABrokenPromise() throws JsonProcessingException {
    assertThat(
            loss(
                """
                {"ok": false, "lost": 0, "oversold": 2, "seconds": 7.5, "troubles": ["first", "second"],
                 "invariants": [{"id": "I1", "holds": true}, {"id": "I9", "holds": false}]}
                """))
        .isEqualTo(new Loss(List.of("oversold 2", "I9 broken"), "first", 7.5));
    assertThat(
            loss(
                """
                {"ok": false, "lost": 0, "unresolved": 3, "troubles": ["not at rest after 40 s"], "seconds": 9,
                 "invariants": [{"id": "I8", "holds": false}]}
                """))
        .isEqualTo(new Loss(List.of(), "not at rest after 40 s", 9));
    assertThat(loss("{\"ok\": true, \"troubles\": [], \"seconds\": 9}").signs()).isEmpty();
  }

  private static Loss loss(String verdict) throws JsonProcessingException {
    return Loss.of(new ObjectMapper().readTree(verdict));
  }
}
