package mercat.lab.newcontext;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** What a context adds to files that it shares with others. */
final class SharedFiles {
  private static final String IMPORT = "import mercat\\..*;";

  private static final String SETTINGS =
      """
      # __context__:
      ##   the longest name that is stored, in characters, 1 to 1000
      #   name-characters-max: 200

      """;

  private static final String SAMPLES =
      """
        private static void __context__() {
          var stored = new __Entity__(OTHER_ID, "Zoë's");
          add(new Put__Entity__(stored));
          add(new Put__Entity__.Reply.Stored(2));
          add(new Put__Entity__.Reply.NameTooLong(200));
          add(new Find__Entity__(OTHER_ID));
          add(new Find__Entity__.Reply.Found(stored, 2));
          add(new Find__Entity__.Reply.Unknown());
          add(new __Entity__Changed(OTHER_ID, 2));
        }

      """;

  private final ContextNames names;
  private final UnaryOperator<String> reading;
  private final Map<String, String> edited = new LinkedHashMap<>();

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
    edit(
        "verticles/pom.xml",
        lines ->
            lines.addSorted(
                "<modules>", " *<module>.*</module>", fill("    <module>__context__</module>")));
    edit("verticles/node/pom.xml", this::addToNode);
    edit(
        "verticles/contracts/src/main/java/mercat/contracts/Vocabulary.java",
        this::addToVocabulary);
    edit(
        "verticles/architecture/src/test/java/mercat/architecture/WireSamples.java",
        this::addToSamples);
    edit("cluster-config/mercat.yaml", lines -> lines.addBefore("# edge:", fill(SETTINGS)));
    edit(
        "docs/ARCHITECTURE.md",
        lines ->
            lines.addSorted(
                "| context | answers ",
                "\\| [a-z]+ \\| .*",
                fill("| __context__ | Put__Entity__, Find__Entity__ | __Entity__Changed | |")));
    return edited;
  }

  private void addToNode(SourceLines lines) {
    var dependency =
        fill(
            "    <dependency><groupId>mercat</groupId><artifactId>__context__</artifactId>"
                + "<version>${project.version}</version><scope>runtime</scope></dependency>");
    var like = " *<dependency><groupId>mercat</groupId>.*<version>.*<scope>runtime</scope>.*";
    lines.addSorted("<dependencies>", like, dependency);
  }

  private void addToVocabulary(SourceLines lines) {
    var requests = List.of(fill("Put__Entity__"), fill("Find__Entity__"));
    var event = fill("__Entity__Changed");
    requests.forEach(request -> addImport(lines, request));
    addImport(lines, event);
    lines.addToList(" REQUESTS =", requests);
    lines.addToList(" EVENTS =", List.of(event));
  }

  private void addToSamples(SourceLines lines) {
    for (var name : List.of("__Entity__", "Put__Entity__", "Find__Entity__", "__Entity__Changed")) {
      addImport(lines, fill(name));
    }
    lines.addSorted("  static {", "    [a-z]+\\(\\);", fill("    __context__();"));
    lines.addBefore("  private static void add(Message message)", fill(SAMPLES));
  }

  private void addImport(SourceLines lines, String name) {
    lines.addSorted("package ", IMPORT, fill("import mercat.contracts.__context__.") + name + ";");
  }

  private String fill(String template) {
    return names.fill(template, "");
  }

  private void edit(String path, Consumer<SourceLines> edit) {
    var lines = new SourceLines(path, reading.apply(path));
    edit.accept(lines);
    edited.put(path, lines.text());
  }
}
