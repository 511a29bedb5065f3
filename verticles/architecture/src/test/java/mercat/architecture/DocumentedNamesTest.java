package mercat.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The classes that the guides name are there: whoever looks for one finds it. */
class DocumentedNamesTest {
  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)(\\.\\w+)?`");
  private static final Pattern DECLARED =
      Pattern.compile("\\b(?:class|record|interface|enum) ([A-Z]\\w*)");

  /** The JDK's, Vert.x', headers; and what stands for an example. */
  private static final Pattern ELSEWHERE =
      Pattern.compile(
          "ServiceLoader|CorsHandler|Future|Promise|Thread|Accept|Allow|Date|\\w*Wishlist\\w*|Gift[Cc]ards?|V\\d+__\\w+");

  private static final Pattern MODULES = Pattern.compile("-pl ([\\w/,-]+)");
  private static final Pattern TEST = Pattern.compile("-D(?:it\\.)?test=([A-Z]\\w*[a-z]\\w*)");

  private static final Set<String> CLASSES = new HashSet<>();

  @BeforeAll
  static void readSources() throws IOException {
    Modules.sources().forEach(file -> words(DECLARED, file).forEach(CLASSES::add));
  }

  static Stream<Path> guides() throws IOException {
    try (var files = Files.walk(Modules.root())) {
      return files
          .filter(file -> file.toString().endsWith(".md") && !file.toString().contains("/target/"))
          .filter(file -> !file.toString().contains("/adr/"))
          .filter(file -> !file.endsWith("CHANGELOG.md"))
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("guides")
  void namesNoClassThatIsNotThere(Path guide) {
    assertThat(words(NAMED, guide))
        .filteredOn(name -> !ELSEWHERE.matcher(name).matches())
        .isSubsetOf(CLASSES);
  }

  /** A command that is copied from a guide tests what it says, and not nothing. */
  @ParameterizedTest
  @MethodSource("guides")
  void testsByNoCommandWhatIsNotThere(Path guide) {
    assertThat(words(TEST, guide)).isSubsetOf(CLASSES);
    assertThat(words(MODULES, guide).flatMap(modules -> Stream.of(modules.split(",", -1))))
        .filteredOn(module -> !module.equals("verticles/wishlists"))
        .allSatisfy(
            module -> assertThat(Modules.root().resolve(module).resolve("pom.xml")).exists());
  }

  private static Stream<String> words(Pattern pattern, Path file) {
    try {
      return pattern.matcher(Files.readString(file)).results().map(found -> found.group(1));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
