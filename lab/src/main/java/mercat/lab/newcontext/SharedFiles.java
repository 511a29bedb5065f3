package mercat.lab.newcontext;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** What a context adds to files that it shares with others. */
final class SharedFiles {
  private static final String DEPENDENCIES =
      " *<dependency><groupId>mercat</groupId>.*<version>.*<scope>runtime</scope>.*";

  private static final String DEPENDENCY =
      "    <dependency><groupId>mercat</groupId><artifactId>__context__</artifactId>"
          + "<version>${project.version}</version><scope>runtime</scope></dependency>";

  private static final String SETTINGS =
      """
      # __context__:
      ##   the longest name that is stored, in characters, 1 to 1000
      #   name-characters-max: 200

      """;

  private final ContextNames names;
  private final UnaryOperator<String> reading;
  private final Map<String, SourceLines> files = new LinkedHashMap<>();

  SharedFiles(ContextNames names, UnaryOperator<String> reading) {
    this.names = names;
    this.reading = reading;
  }

  Map<String, String> edited() {
    file("verticles/pom.xml")
        .addSorted("<modules>", " *<module>.*</module>", fill("    <module>__context__</module>"));
    file("verticles/node/pom.xml").addSorted("<dependencies>", DEPENDENCIES, fill(DEPENDENCY));
    var vocabulary = file("verticles/contracts/src/main/java/mercat/contracts/Vocabulary.java");
    addImports(vocabulary, "Put__Entity__", "Find__Entity__", "__Entity__Changed");
    vocabulary.addToList(" REQUESTS =", List.of(fill("Put__Entity__"), fill("Find__Entity__")));
    vocabulary.addToList(" EVENTS =", List.of(fill("__Entity__Changed")));
    file("cluster-config/mercat.yaml").addBefore("# edge:", fill(SETTINGS));
    file("docs/ARCHITECTURE.md")
        .addSorted(
            "| context | answers ",
            "\\| [a-z]+ \\| .*",
            fill("| __context__ | Put__Entity__, Find__Entity__ | __Entity__Changed | |"));
    var texts = new LinkedHashMap<String, String>();
    files.forEach((path, lines) -> texts.put(path, lines.text()));
    return texts;
  }

  private void addImports(SourceLines lines, String... names) {
    for (var name : names) {
      var line = fill("import mercat.contracts.__context__." + name + ";");
      lines.addSorted("package ", "import mercat\\..*;", line);
    }
  }

  private String fill(String template) {
    return names.fill(template, "");
  }

  private SourceLines file(String path) {
    return files.computeIfAbsent(path, each -> new SourceLines(each, reading.apply(each)));
  }

  /** The lines of a source file, and where further ones are put among them. */
  static final class SourceLines {
    private static final String LIST_END = ".class);";

    private final String file;
    private final List<String> lines;

    SourceLines(String file, String text) {
      this.file = file;
      this.lines = new ArrayList<>(text.lines().toList());
    }

    String text() {
      return String.join("\n", lines) + "\n";
    }

    /**
     * Puts a line among its like, in the order of the alphabet.
     *
     * @param after what a line before the first of its like contains
     * @param like what all of them match
     */
    void addSorted(String after, String like, String line) {
      int at = next(find(after), each -> each.matches(like), "line like " + line.strip());
      while (at < lines.size()
          && lines.get(at).matches(like)
          && key(lines.get(at)).compareTo(key(line)) < 0) {
        at++;
      }
      lines.add(at, line);
    }

    void addToList(String list, List<String> classes) {
      int at = next(find(list), each -> each.endsWith(LIST_END), "end of" + list);
      var last = lines.get(at);
      var indent = last.substring(0, last.length() - last.stripLeading().length());
      lines.set(at, last.substring(0, last.length() - 2) + ",");
      for (var name : classes) {
        lines.add(++at, indent + name + ".class,");
      }
      lines.set(at, lines.get(at).replace(".class,", LIST_END));
    }

    void addBefore(String begin, String text) {
      var at = next(0, each -> each.startsWith(begin), "line that begins with " + begin.strip());
      lines.addAll(at, text.lines().toList());
    }

    private int find(String part) {
      return next(0, each -> each.contains(part), "line with " + part.strip()) + 1;
    }

    private int next(int from, Predicate<String> wanted, String what) {
      return IntStream.range(from, lines.size())
          .filter(at -> wanted.test(lines.get(at)))
          .findFirst()
          .orElseThrow(() ->
              new IllegalArgumentException(
                  "new-context does not know where to add to %s: it has no %s"
                      .formatted(file, what)));
    }

    /** What a line is sorted by: an import before that of a class within it. */
    private static String key(String line) {
      return line.endsWith(";") ? line.substring(0, line.length() - 1) : line;
    }
  }
}
