package mercat.architecture;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import mercat.platform.Sha256;
import mercat.platform.bus.Json;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was released stays: its messages, its rows of logs, its migrations. Each released version
 * has a directory of the goldens that it wrote, copied once and never touched again; {@code
 * released/SHA256} holds them and the migrations to what they were. This version reads all of them,
 * and still writes what the released ones need.
 */
class ReleasedTest {
  private static final Path SUMS = Golden.RESOURCES.resolve("released/SHA256");
  private static final List<Path> RESOURCES =
      List.of(Golden.RESOURCES, Modules.root().resolve("verticles/platform/src/test/resources"));
  private static final String HOW =
      "Nodes of both versions run at once during a rollout. A field may be added when it may be"
          + " absent, or has a default where it is; anything else is a new word beside the old one,"
          + " which goes when no released version needs it any more"
          + " (docs/changing-contracts.md).";

  /**
   * With {@code -Dmercat.record=VERSION}: copies what this version writes to where released
   * versions are kept, and takes the sums anew.
   */
  @BeforeAll
  static void recordVersion() throws IOException {
    var version = System.getProperty("mercat.record", "");
    if (version.isEmpty()) {
      return;
    }
    for (var resources : RESOURCES) {
      var directory = Files.createDirectories(resources.resolve("released").resolve(version));
      for (var golden : Modules.files(resources.resolve("wire"), ".json")) {
        Files.copy(
            golden,
            directory.resolve(requireNonNull(golden.getFileName())),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.write(
        SUMS, sums().entrySet().stream().map(sum -> sum.getValue() + " " + sum.getKey()).toList());
  }

  /** The sum of every released golden and of every migration, by path. */
  private static Map<String, String> sums() throws IOException {
    var kept = new ArrayList<>(Modules.migrations());
    for (var resources : RESOURCES) {
      kept.addAll(Modules.files(resources.resolve("released"), ".json"));
    }
    var sums = new TreeMap<String, String>();
    for (var file : kept) {
      sums.put(Modules.root().relativize(file).toString(), Sha256.of(Files.readString(file)));
    }
    return sums;
  }

  static Stream<Golden> messages() throws IOException {
    return Golden.below("released").stream().filter(golden -> !golden.isEnum());
  }

  static Stream<Golden> enums() throws IOException {
    return Golden.below("released").stream().filter(Golden::isEnum);
  }

  @Test
  void nothingReleasedHasChangedOrVanished() throws IOException {
    assertThat(sums())
        .as(
            "the files that are there. What was released neither changes nor goes afterwards: put it"
                + " back; a later version has a directory, or a migration, of its own. %s",
            HOW)
        .containsAllEntriesOf(held());
  }

  @Test
  void everyReleasedGoldenIsHeld() throws IOException {
    assertThat(sums().keySet())
        .filteredOn(file -> file.endsWith(".json"))
        .as("released/SHA256 needs a line for each")
        .isSubsetOf(held().keySet());
  }

  /** Read by this version and written again, nothing of what it said is lost or different. */
  @ParameterizedTest
  @MethodSource("messages")
  void isReadAndMeansTheSame(Golden released) {
    var read = released.readAs(released.typesReadAs().getFirst(), released.json());
    assertThat(lost(released.json(), Golden.written(read), "", false))
        .as("what %s said and this version does not understand. %s", released, HOW)
        .isEmpty();
  }

  /** A field that the released version reads is still written, and is still of its kind. */
  @ParameterizedTest
  @MethodSource("messages")
  void findsInTodaysMessageWhatItReads(Golden released) throws IOException {
    assertThat(Golden.below("wire"))
        .filteredOn(golden -> golden.name().equals(released.name()))
        .as("%s is written by this version. %s", released, HOW)
        .singleElement()
        .satisfies(today ->
            assertThat(lost(released.json(), today.json(), "", true))
                .as("what %s reads and this version does not write as before. %s", released, HOW)
                .isEmpty());
  }

  @ParameterizedTest
  @MethodSource("enums")
  void everyConstantIsStillKnown(Golden released) {
    assertThat(Golden.written(released.word().getEnumConstants()))
        .as("%s: a constant that is gone cannot be read any more. %s", released, HOW)
        .containsAll(released.json());
  }

  @Test
  void noticesWhatIsLost() throws IOException {
    var said = tree("{'id':'a','lines':[{'sku':'b','quantity':6}]}".replace('\'', '"'));
    var grown =
        tree(
            "{'id':'a','by':'c','lines':[{'sku':'b','unit':'d','quantity':6}]}".replace('\'', '"'));
    var other = tree("{'id':'x','lines':[{'sku':'b','amount':6}]}".replace('\'', '"'));
    var retyped = tree("{'id':1,'lines':[{'sku':'b','quantity':7}]}".replace('\'', '"'));
    assertThat(lost(said, grown, "", false)).isEmpty();
    assertThat(lost(said, grown, "", true)).isEmpty();
    assertThat(lost(said, other, "", false)).hasSize(2);
    assertThat(lost(said, other, "", true))
        .singleElement()
        .asString()
        .startsWith("/lines/0/quantity");
    assertThat(lost(said, retyped, "", true)).singleElement().asString().startsWith("/id");
    assertThat(lost(said, retyped, "", false)).hasSize(2);
  }

  /** The paths at which the first says something that the second does not. */
  private static List<String> lost(JsonNode said, JsonNode now, String path, boolean onlyKinds) {
    if (said.isObject() && now.isObject()) {
      return said.properties().stream()
          .flatMap(field ->
              lost(
                  field.getValue(),
                  now.path(field.getKey()),
                  path + "/" + field.getKey(),
                  onlyKinds)
                  .stream())
          .toList();
    }
    if (said.isArray() && now.isArray() && (!onlyKinds || !now.isEmpty())) {
      return Stream.iterate(0, i -> i < said.size(), i -> i + 1)
          .flatMap(i ->
              lost(said.get(i), now.path(onlyKinds ? 0 : i), path + "/" + i, onlyKinds).stream())
          .toList();
    }
    var same = onlyKinds ? said.getNodeType() == now.getNodeType() : said.equals(now);
    return same ? List.of() : List.of("%s: %s, now %s".formatted(path, said, now));
  }

  /** The sums of what was released, by path. */
  static Map<String, String> held() throws IOException {
    var held = new TreeMap<String, String>();
    for (var line : Files.readAllLines(SUMS)) {
      var sumAndPath = line.split(" ", 2);
      held.put(sumAndPath[1], sumAndPath[0]);
    }
    return held;
  }

  private static JsonNode tree(String json) throws IOException {
    return Json.mapper().readTree(json);
  }
}
