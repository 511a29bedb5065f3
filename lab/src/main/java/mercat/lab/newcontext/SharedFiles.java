package mercat.lab.newcontext;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

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

  /**
   * The files of a tree.
   *
   * @param reading gives the text of a file by its path
   */
  SharedFiles(ContextNames names, UnaryOperator<String> reading) {
    this.names = names;
    this.reading = reading;
  }

  /** Each file as it is to be, by its path. */
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
}
