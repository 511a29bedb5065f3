package mercat.lab.newcontext;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mercat.lab.system.Io;
import mercat.lab.terminal.CommandOutput.CommandVerdict;
import mercat.lab.terminal.Screen;
import mercat.verify.UnreachableException;
import org.jspecify.annotations.Nullable;

/**
 * Writes a bounded context into a tree of sources: its module and its contract from templates, and
 * the lines that other files need. All of it is known to fit before the first file is written.
 */
public final class NewContext {
  private static final Path TEMPLATES = Path.of("lab/src/new-context");
  private static final Path MODULES = Path.of("verticles");
  private static final Path CONTRACTS = MODULES.resolve("contracts/src/main/java/mercat/contracts");
  private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");
  private static final int LINE_MAX = 100;

  private final Path tree;
  private final ContextNames names;

  private NewContext(Path tree, ContextNames names) {
    this.tree = tree;
    this.names = names;
  }

  /**
   * Writes it into the tree whose top this is; without an entity it keeps the singular of its name.
   */
  public static NewContextVerdict write(Path tree, String context, @Nullable String entity) {
    ContextNames.requireContext(context);
    if (!Files.isDirectory(tree.resolve(TEMPLATES))
        || !Files.isDirectory(tree.resolve(CONTRACTS))) {
      throw new UnreachableException("the sources of Mercat are not in " + tree);
    }
    requireFree(tree, context);
    return new NewContext(tree, ContextNames.of(context, entity)).write();
  }

  private NewContextVerdict write() {
    var written = filledTemplates();
    requireOwnClassNames(written.keySet());
    var changed = new SharedFiles(names, this::read).edited();
    written.forEach(this::store);
    changed.forEach(this::store);
    var context = names.context();
    return new NewContextVerdict(
        true,
        context,
        names.entity(),
        names.fill(
            "verticles/__context__/src/main/java/mercat/__context__/__Context__Context.java", ""),
        "mvn -pl verticles/%s,verticles/architecture -am verify".formatted(context),
        List.copyOf(written.keySet()),
        List.copyOf(changed.keySet()));
  }

  private static void requireFree(Path tree, String context) {
    var schema = Path.of("src/main/resources/db", context);
    var own = Stream.of(MODULES.resolve(context), CONTRACTS.resolve(context)).map(tree::resolve);
    var schemas = Io.files(tree.resolve(MODULES), 1).stream().map(module -> module.resolve(schema));
    Stream.concat(own, schemas)
        .filter(Files::exists)
        .findFirst()
        .ifPresent(taken -> {
          throw new IllegalArgumentException(
              "the name %s is taken: there is %s".formatted(context, tree.relativize(taken)));
        });
  }

  /** A simple name stands for one class in the whole tree. */
  private void requireOwnClassNames(Iterable<String> written) {
    var known = new TreeMap<String, Path>();
    for (var top : List.of(MODULES, Path.of("lab"))) {
      for (var file : files(tree.resolve(top))) {
        var path = file.toString();
        if (path.endsWith(".java") && !path.contains("/target/")) {
          known.put(file.getFileName().toString(), tree.relativize(file));
        }
      }
    }
    known.remove("package-info.java");
    for (var path : written) {
      var taken = known.get(Path.of(path).getFileName().toString());
      if (taken != null) {
        throw new IllegalArgumentException(
            "the name of %s is taken by %s: name another entity with --entity"
                .formatted(Path.of(path).getFileName(), taken));
      }
    }
  }

  private Map<String, String> filledTemplates() {
    var version = VERSION.matcher(read("verticles/pom.xml"));
    if (!version.find()) {
      throw new IllegalArgumentException("verticles/pom.xml names no version");
    }
    var templates = tree.resolve(TEMPLATES).resolve("tree");
    var filled = new TreeMap<String, String>();
    for (var template : files(templates)) {
      var path = names.fill(templates.relativize(template).toString(), "");
      var text = names.fill(Io.text(template), version.group(1));
      filled.put(path, path.endsWith(".java") ? formatted(text) : text);
    }
    return filled;
  }

  /** The format depends on the names in two things: the order of imports, and long headers. */
  private static String formatted(String java) {
    var imports =
        java.lines()
            .filter(line -> line.startsWith("import "))
            .sorted(
                Comparator.comparing((String line) -> !line.startsWith("import static "))
                    .thenComparing(line -> line.substring(0, line.length() - 1)))
            .iterator();
    return java.replace("\n    implements ", " implements ")
        .lines()
        .map(line -> line.startsWith("import ") ? imports.next() : line)
        .map(line ->
            line.length() > LINE_MAX ? line.replace(" implements ", "\n    implements ") : line)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private void store(String path, String text) {
    Io.write(tree.resolve(path), text);
  }

  private String read(String path) {
    return Io.text(tree.resolve(path));
  }

  private static List<Path> files(Path directory) {
    return Io.files(directory, Integer.MAX_VALUE).stream().filter(Files::isRegularFile).toList();
  }

  /** What was written into the tree, and what to do next. */
  public record NewContextVerdict(
      boolean ok,
      String context,
      String entity,
      String first,
      String build,
      List<String> written,
      List<String> changed)
      implements CommandVerdict {
    @Override
    public void print(Screen screen) {
      written.forEach(file -> screen.print("  new      " + file));
      changed.forEach(file -> screen.print("  changed  " + file));
      screen.print("");
      screen.print("Build it with its tests   " + build);
      screen.print("Open first                " + first);
      screen.print("Go on with                docs/extending.md");
    }
  }
}
