package mercat.architecture;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mercat.contracts.Vocabulary;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the guides name is there, and found by whoever looks for it: classes and their members,
 * pages and sections, modules, settings, commands.
 */
class DocumentedNamesTest {
  private static final String CLASS = "`([A-Z]\\w*[a-z]\\w*)(?:\\.\\w+)?`";
  private static final String DECLARED = "\\b(?:class|record|interface|enum) ([A-Z]\\w*)";

  /** The JDK's, Vert.x', headers; and what stands for an example. */
  private static final Pattern ELSEWHERE =
      Pattern.compile(
          "ServiceLoader|CorsHandler|Future|Promise|Thread|Accept|Allow|Date|\\w*Wishlist\\w*|Gift[Cc]ards?|V\\d+__\\w+");

  private static final String MODULES = "-pl ([\\w/,-]+)";
  private static final String TEST = "-D(?:it\\.)?test=([A-Z]\\w*[a-z]\\w*)";
  private static final Pattern LINK = Pattern.compile("]\\(([^)#]*)(?:#([^)]+))?\\)");
  private static final String HEADING = "^#+ (.+)$";
  private static final Pattern MEMBER =
      Pattern.compile("`(?:[a-z]+\\.)*([A-Z]\\w*[a-z]\\w*)\\.(\\w+)(?:\\(\\))?`");
  private static final Pattern SETTING = Pattern.compile("`([a-z]+)\\.([a-z][a-z0-9-]*)`");
  private static final String COMMAND = "\\./mercat ([a-z][a-z-]*)";

  /** A line of the file of settings: a section, or a setting that is commented out. */
  private static final Pattern SECTION = Pattern.compile("^#? ?([a-z]+):$");

  private static final Pattern KEY = Pattern.compile("^#? {2,3}([a-z][a-z0-9-]*):.*");
  private static final String TABLE = "create (?:unlogged )?table (?:if not exists )?(\\w+)";
  private static final String DROPPED_TABLE = "^drop table (\\w+)";
  private static final Pattern FILE = Pattern.compile("pem|key|json|token|properties|yaml|jar");

  /** The names of what a class, or another of that name, declares and does. */
  private static final Map<String, Set<String>> WORDS = new HashMap<>();

  private static final Map<String, Set<String>> SETTINGS = new HashMap<>();
  private static final Set<String> TABLES = new HashSet<>();
  private static final Set<String> COMMANDS = new HashSet<>();

  @BeforeAll
  static void read() throws IOException {
    for (var file : Modules.sources()) {
      var text = Files.readString(file);
      var words = Set.copyOf(found("\\w+", text));
      found(DECLARED, text)
          .forEach(name -> WORDS.computeIfAbsent(name, first -> new HashSet<>()).addAll(words));
      COMMANDS.addAll(found("\\bname = \"([a-z-]+)\"", text));
    }
    for (var migration : Modules.migrations()) {
      var schema = String.valueOf(requireNonNull(migration.getParent()).getFileName());
      var sql = Files.readString(migration);
      found(TABLE, sql).forEach(table -> TABLES.add(schema + "." + table));
      found(DROPPED_TABLE, sql).forEach(table -> TABLES.remove(schema + "." + table));
    }
    var section = "";
    for (var line : Files.readAllLines(Modules.root().resolve("cluster-config/mercat.yaml"))) {
      var begun = SECTION.matcher(line);
      var key = KEY.matcher(line);
      if (begun.matches()) {
        section = begun.group(1);
      } else if (key.matches()) {
        SETTINGS.computeIfAbsent(section, first -> new HashSet<>()).add(key.group(1));
      }
    }
  }

  static Stream<Path> guides() throws IOException {
    return Modules.files(Modules.root(), ".md").stream()
        .filter(file -> !file.toString().contains("/target/") && !file.toString().contains("/adr/"))
        .filter(file -> !file.endsWith("CHANGELOG.md"));
  }

  /** Decisions are never edited, so of those the links alone are held. */
  static Stream<Path> pages() throws IOException {
    return Stream.concat(
        guides(), Modules.files(Modules.root().resolve("docs/adr"), ".md").stream());
  }

  @ParameterizedTest
  @MethodSource("guides")
  void namesNoClassThatIsNotThere(Path guide) throws IOException {
    assertThat(found(CLASS, Files.readString(guide)))
        .filteredOn(name -> !ELSEWHERE.matcher(name).matches())
        .isSubsetOf(WORDS.keySet());
  }

  /** A command that is copied from a guide tests what it says, and not nothing. */
  @ParameterizedTest
  @MethodSource("guides")
  void testsByNoCommandWhatIsNotThere(Path guide) throws IOException {
    var text = Files.readString(guide);
    assertThat(found(TEST, text)).isSubsetOf(WORDS.keySet());
    assertThat(found(MODULES, text).stream().flatMap(all -> Stream.of(all.split(",", -1))))
        .filteredOn(module -> !module.equals("verticles/wishlists"))
        .allSatisfy(
            module -> assertThat(Modules.root().resolve(module).resolve("pom.xml")).exists());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void leadsToPagesAndSectionsThatAreThere(Path page) throws IOException {
    var broken = new ArrayList<String>();
    var links = LINK.matcher(Files.readString(page));
    while (links.find()) {
      var place = links.group(1);
      var target =
          place.isEmpty() ? page : page.resolveSibling(place.replace("%20", " ")).normalize();
      if (place.contains("://")) {
        continue;
      }
      var section = links.group(2);
      if (!Files.exists(target) || (section != null && !sections(target).contains(section))) {
        broken.add(links.group());
      }
    }
    assertThat(broken).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("guides")
  void namesNoMemberThatIsNotThere(Path guide) throws IOException {
    assertThat(MEMBER.matcher(Files.readString(guide)).results().map(DocumentedNamesTest::pair))
        .filteredOn(member -> WORDS.containsKey(member.getFirst()))
        .filteredOn(member -> !isIn(WORDS, member))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("guides")
  void namesNoSettingThatIsNotThere(Path guide) throws IOException {
    assertThat(SETTINGS).containsKeys("orders", "edge", "feed");
    assertThat(SETTING.matcher(Files.readString(guide)).results().map(DocumentedNamesTest::pair))
        .filteredOn(setting -> SETTINGS.containsKey(setting.getFirst()))
        .filteredOn(setting -> !FILE.matcher(setting.getLast()).matches())
        .filteredOn(setting -> !TABLES.contains(String.join(".", setting)))
        .filteredOn(setting -> !isIn(SETTINGS, setting))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("guides")
  void namesNoCommandThatIsNotThere(Path guide) throws IOException {
    assertThat(found(COMMAND, Files.readString(guide))).isSubsetOf(COMMANDS);
  }

  /**
   * The table of contexts names each request and event, and so does the README of its context,
   * which names its tables too.
   */
  @Test
  void namesEveryWordAndTableOfAContextWhereItIsLookedFor() throws IOException {
    var table = Files.readString(Modules.root().resolve("docs/ARCHITECTURE.md"));
    for (var context : Modules.CONTEXTS) {
      var row = found("^\\| " + context + " \\|(.*)$", table);
      assertThat(row).as(context).hasSize(1);
      var readme =
          Files.readString(Modules.root().resolve("verticles").resolve(context + "/README.md"));
      var words =
          Stream.concat(Vocabulary.REQUESTS.stream(), Vocabulary.EVENTS.stream())
              .filter(word -> word.getPackageName().equals("mercat.contracts." + context))
              .map(Class::getSimpleName)
              .toList();
      assertThat(found("\\w+", row.getFirst())).as("ARCHITECTURE, " + context).containsAll(words);
      assertThat(found("\\w+", readme)).as("README of " + context).containsAll(words);
      var tables =
          TABLES.stream()
              .filter(owned -> owned.startsWith(context + "."))
              .map(owned -> owned.substring(context.length() + 1))
              .toList();
      assertThat(found("`(\\w+)`", readme)).as("README of " + context).containsAll(tables);
    }
  }

  /** As the usual renderers name them. */
  private static List<String> sections(Path page) throws IOException {
    return found(HEADING, Files.readString(page)).stream()
        .map(heading -> heading.toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", ""))
        .map(heading -> heading.strip().replace(' ', '-'))
        .toList();
  }

  private static boolean isIn(Map<String, Set<String>> known, List<String> pair) {
    return known.getOrDefault(pair.getFirst(), Set.of()).contains(pair.getLast());
  }

  private static List<String> pair(MatchResult named) {
    return List.of(named.group(1), named.group(2));
  }

  private static List<String> found(String pattern, String text) {
    return Pattern.compile(pattern, Pattern.MULTILINE)
        .matcher(text)
        .results()
        .map(match -> match.groupCount() == 0 ? match.group() : match.group(1))
        .toList();
  }
}
