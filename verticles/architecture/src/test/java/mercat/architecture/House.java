package mercat.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The house as the tests see it: its rooms, its classes, its place on the disk. */
final class House {
  /** The bounded contexts, built or still to come. */
  static final List<String> CONTEXTS =
      List.of(
          "accounts",
          "catalog",
          "inventory",
          "orders",
          "payments",
          "promotions",
          "notifications",
          "recommendations",
          "audit");

  /** Every class that goes into the jar. */
  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("mercat");

  private House() {}

  static Path root() {
    var directory = Path.of("").toAbsolutePath();
    while (!Files.isExecutable(directory.resolve("mercat"))
        || !Files.isDirectory(directory.resolve("verticles"))) {
      var parent = directory.getParent();
      if (parent == null) {
        throw new IllegalStateException("no house above " + Path.of("").toAbsolutePath());
      }
      directory = parent;
    }
    return directory;
  }

  /** The packages of some rooms, with all that lies within. */
  static String[] packages(Stream<String> rooms) {
    return rooms.map(room -> "mercat." + room + "..").toArray(String[]::new);
  }
}
