package mercat.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Every source file is formatted as {@code mvn spotless:apply} would. A test, because the formatter
 * needs a newer JDK than the one that Maven itself may run on.
 */
class FormatTest {
  private final Formatter formatter = new Formatter();

  @Test
  void everySourceFileIsFormatted() throws IOException {
    var root = Modules.root();
    assertThat(Modules.sources().stream().filter(file -> !isFormatted(file)).map(root::relativize))
        .as("files that mvn spotless:apply (Maven on JDK 21 or newer) would change")
        .isEmpty();
  }

  boolean isFormatted(Path file) {
    try {
      var source = Files.readString(file);
      var formatted = RemoveUnusedImports.removeUnusedImports(formatter.formatSource(source));
      return source.equals(
          ImportOrderer.reorderImports(formatted, JavaFormatterOptions.Style.GOOGLE));
    } catch (IOException | FormatterException failure) {
      throw new IllegalStateException(file + ": " + failure.getMessage(), failure);
    }
  }
}
