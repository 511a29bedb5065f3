package mercat.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** One word, one class: who reads a name anywhere knows which class it is. */
class UniqueNamesTest {
  /** Names that the language gives. */
  private static final Set<String> GIVEN = Set.of("package-info");

  @Test
  void aSimpleClassNameOccursOnce() throws IOException {
    var places = new TreeMap<String, Set<String>>();
    for (var file : Modules.sources()) {
      var name = file.getFileName().toString().replace(".java", "");
      var place = Modules.root().relativize(file).toString();
      if (!GIVEN.contains(name)) {
        places.computeIfAbsent(name, first -> new TreeSet<>()).add(place);
      }
    }
    places.values().removeIf(files -> files.size() == 1);
    assertThat(places).as("simple names of more than one class").isEmpty();
  }
}
