package mercat.lab.safeguards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import mercat.lab.cluster.Layout;
import mercat.lab.safeguards.SafeguardsCommand.SafeguardsVerdict.Trial;
import mercat.lab.torture.PaymentTaker;
import mercat.lab.torture.TorturePlan;
import mercat.verify.UnreachableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A patch fits where its lines are, once, or nowhere; those of the tree fit the sources as they are
 * today; what a torture says is understood.
 */
class SafeguardsTest {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  private static final SafeguardPatch PATCH =
      SafeguardPatch.of(
          "x.patch",
          """
          What people read.
          Removed: something
          Faults: F1,F2

          --- a/deep/file
          +++ b/deep/file
          @@ -1,3 +1,4 @@
           one
          -two
          +2
          +2a
          \s
           three
          @@ -9,1 +10,1 @@
          -nine
          +9
          """);

  @TempDir private Path folder;

  @Test
  void fitsThoughLinesHaveMoved() throws IOException {
    write("zero\none\ntwo\n\nthree\nnine\nten");
    assertThat(PATCH.pieces()).hasSize(2);
    assertThat(PATCH.appliedTo(folder))
        .isEqualTo(Map.of("deep/file", "zero\none\n2\n2a\n\nthree\n9\nten"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"one\nTWO\n\nthree\nnine\n", "one\ntwo\n\nthree\nnine\nnine\n"})
  void fitsNowhereWhenItsLinesAreGoneOrTwice(String text) throws IOException {
    write(text);
    assertThatThrownBy(() -> PATCH.appliedTo(folder))
        .isInstanceOf(UnreachableException.class)
        .hasMessageContaining("x.patch does not fit deep/file");
  }

  private void write(String text) throws IOException {
    Files.createDirectories(folder.resolve("deep"));
    Files.writeString(folder.resolve("deep/file"), text);
  }

  @Test
  void everyPatchChangesTheSourcesOfToday() {
    var all = SafeguardPatch.all(HOME);
    assertThat(all)
        .extracting(SafeguardPatch::name)
        .containsExactly("claim", "cursor", "fate", "key", "stock-guard");
    for (var safeguard : all) {
      assertThat(safeguard.pieces()).as(safeguard.name()).hasSizeGreaterThan(1);
      assertThat(safeguard.appliedTo(HOME)).as(safeguard.name()).isNotEmpty();
      assertThatCode(() -> underItsFaults(safeguard)).doesNotThrowAnyException();
    }
  }

  private TorturePlan underItsFaults(SafeguardPatch safeguard) {
    return new TorturePlan(
        folder,
        Layout.full(3),
        1,
        false,
        1,
        safeguard.faults(),
        PaymentTaker.SANDBOX,
        OptionalDouble.empty(),
        List.of(),
        Optional.empty());
  }

  @Test
  void choosesByName() {
    assertThat(SafeguardsCommand.chosen(HOME, List.of("key", "cursor")))
        .extracting(SafeguardPatch::name)
        .containsExactly("cursor", "key");
    assertThatThrownBy(() -> SafeguardsCommand.chosen(HOME, List.of("luck")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no safeguard is called luck; there are claim, ");
    assertThatThrownBy(() -> SafeguardsCommand.chosen(folder, List.of()))
        .isInstanceOf(UnreachableException.class)
        .hasMessageContaining("needs Mercat's sources");
  }

  @Test
  void noticesOnlyABrokenPromise() throws JsonProcessingException {
    assertThat(
            trial(
                """
                {"ok": false, "lost": 0, "oversold": 2, "seconds": 7.5, "troubles": ["first", "second"],
                 "invariants": [{"id": "I1", "holds": true}, {"id": "I9", "holds": false}]}
                """))
        .isEqualTo(trial(true, List.of("oversold 2", "I9 broken"), "first", 7.5));
    assertThat(
            trial(
                """
                {"ok": false, "lost": 0, "unresolved": 3, "troubles": ["not at rest after 40 s"], "seconds": 9,
                 "invariants": [{"id": "I8", "holds": false}]}
                """))
        .isEqualTo(trial(false, List.of(), "not at rest after 40 s", 9));
    assertThat(trial("{\"ok\": true, \"troubles\": [], \"seconds\": 9}"))
        .isEqualTo(trial(false, List.of(), "", 9));
  }

  private static Trial trial(String torture) throws JsonProcessingException {
    return Trial.of(PATCH, new ObjectMapper().readTree(torture));
  }

  private static Trial trial(boolean noticed, List<String> signs, String words, double seconds) {
    return new Trial("x", noticed, "something", List.of("F1", "F2"), signs, words, seconds);
  }
}
