package mercat.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How tests wait for what happens by itself. */
class WaitingTest {
  /** A wait of Awaitility up to its condition. */
  private static final Pattern WAIT =
      Pattern.compile("(?:\\bAwaitility\\.|(?<![\\w.]))await\\(\\)((?:(?!\\.until)[^;])*)\\.until");

  /** Without a word it is ten seconds, which a machine takes now and then that is busy. */
  @Test
  void everyWaitSaysHowLongItIsAtMost() throws IOException {
    assertThat(Modules.sources().stream().flatMap(WaitingTest::unbounded))
        .as("waits without atMost")
        .isEmpty();
  }

  private static Stream<String> unbounded(Path file) {
    try {
      var source = Files.readString(file);
      return source.contains("import static org.awaitility.")
              || source.contains("import org.awaitility.")
          ? WAIT.matcher(source)
              .results()
              .filter(wait -> !wait.group(1).contains(".atMost("))
              .map(wait -> Modules.root().relativize(file) + ": " + wait.group().strip())
          : Stream.empty();
    } catch (IOException unreadable) {
      throw new IllegalStateException(file.toString(), unreadable);
    }
  }
}
