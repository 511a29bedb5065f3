package mercat.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import mercat.platform.ContextDefinition;

/** The modules as the tests see them: names, classes, place on the disk. */
final class Modules {
  /** The bounded contexts that the jar brings. */
  static final List<String> CONTEXTS =
      ServiceLoader.load(ContextDefinition.class).stream()
          .map(context -> context.get().name())
          .sorted()
          .toList();

  /** Every class that goes into the jar. */
  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("mercat");

  private Modules() {}

  static Path root() {
    return Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
        .filter(directory -> Files.isExecutable(directory.resolve("mercat")))
        .filter(directory -> Files.isDirectory(directory.resolve("verticles")))
        .findFirst()
        .orElseThrow();
  }

  /** Every Java file of the tree, tests too. */
  static List<Path> sources() throws IOException {
    var sources = new ArrayList<>(files(root().resolve("verticles"), ".java"));
    sources.addAll(files(root().resolve("lab"), ".java"));
    sources.removeIf(
        file -> !file.toString().contains("/src/") || file.toString().contains("/target/"));
    return sources;
  }

  static List<Path> migrations() throws IOException {
    return files(root().resolve("verticles"), ".sql").stream()
        .filter(file -> file.toString().contains("/src/main/resources/db/"))
        .toList();
  }

  /** The files below a directory whose names end so, in order. */
  static List<Path> files(Path directory, String end) throws IOException {
    try (var files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
    }
  }

  /** The packages of some modules, with all that lies within. */
  static String[] packages(Stream<String> modules) {
    return modules.map(module -> "mercat." + module + "..").toArray(String[]::new);
  }
}
