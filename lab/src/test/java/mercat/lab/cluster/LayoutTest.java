package mercat.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who hosts what, as people write it. */
class LayoutTest {
  @TempDir private Path folder;

  @Test
  void hostsEverythingEverywhereUnlessToldOtherwise() {
    var layout = Layout.full(3);
    assertThat(layout.places()).extracting(Layout.Place::name).containsExactly("n1", "n2", "n3");
    assertThat(layout.places()).allMatch(place -> place.hosts("orders") && place.hosts("edge"));
  }

  @Test
  void readsALineForEachNode() throws IOException {
    var layout =
        read(
            """
            front: edge
            core-1: accounts, catalog orders
            core-2: [inventory, payments]
            spare: all
            rest:
            """);
    assertThat(layout.places())
        .containsExactly(
            new Layout.Place("front", List.of("edge")),
            new Layout.Place("core-1", List.of("accounts", "catalog", "orders")),
            new Layout.Place("core-2", List.of("inventory", "payments")),
            new Layout.Place("spare", List.of()),
            new Layout.Place("rest", List.of()));
    assertThat(layout.places().getFirst().hosts("orders")).isFalse();
    assertThat(layout.places().getLast().describe()).isEqualTo("all");
  }

  @Test
  void takesCoreForEveryContext() throws IOException {
    var layout = read("front: edge\nback: core\n");
    assertThat(layout.places().getLast().hosts("accounts")).isTrue();
    assertThat(layout.places().getLast().hosts("edge")).isFalse();
  }

  @Test
  void refusesWhatCannotServe() {
    assertThatThrownBy(() -> read("n1: orders\n")).hasMessage("no node hosts accounts");
    assertThatThrownBy(() -> read("n1: accounts\n")).hasMessage("no node hosts edge");
    assertThatThrownBy(() -> read("Nord: all\n")).hasMessageContaining("not Nord");
    assertThatThrownBy(() -> read("- edge\n")).hasMessageContaining("name: context");
    assertThatThrownBy(() -> Layout.full(0)).hasMessage("nodes: 1 to 16");
    assertThatThrownBy(() -> Layout.read(folder.resolve("none.yaml")))
        .hasMessageContaining("cannot read");
  }

  private Layout read(String text) throws IOException {
    return Layout.read(Files.writeString(folder.resolve("layout.yaml"), text));
  }
}
