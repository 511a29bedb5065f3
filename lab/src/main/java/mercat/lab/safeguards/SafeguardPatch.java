package mercat.lab.safeguards;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mercat.verify.UnreachableException;

/**
 * Something that keeps a promise, and the patch that takes it away.
 *
 * @param name as it is written on the command line
 * @param removed what the patch removes, for people
 * @param faults those under which the loss must show
 */
record SafeguardPatch(String name, String removed, List<String> faults, Patch patch) {
  /** Where the patches lie in the tree of sources. */
  static final Path FOLDER = Path.of("lab", "src", "safeguards");

  private static final String SUFFIX = ".patch";
  private static final String REMOVED = "Removed: ";
  private static final String FAULTS = "Faults: ";

  SafeguardPatch {
    faults = List.copyOf(faults);
  }

  /**
   * Every safeguard of the sources below {@code home}, by name.
   *
   * @throws UnreachableException when the sources are not there
   */
  static List<SafeguardPatch> all(Path home) {
    try (var files = Files.list(home.resolve(FOLDER))) {
      return files
          .filter(file -> file.toString().endsWith(SUFFIX))
          .sorted()
          .map(SafeguardPatch::read)
          .toList();
    } catch (IOException failure) {
      throw new UnreachableException(
          "%s is not there: this command needs Mercat's sources".formatted(home.resolve(FOLDER)),
          failure);
    }
  }

  private static SafeguardPatch read(Path file) {
    try {
      var lines = Files.readAllLines(file);
      var name = String.valueOf(file.getFileName());
      return new SafeguardPatch(
          name.substring(0, name.length() - SUFFIX.length()),
          headed(file, lines, REMOVED),
          List.of(headed(file, lines, FAULTS).split(",")),
          Patch.of(file, lines));
    } catch (IOException failure) {
      throw new UnreachableException("cannot read " + file, failure);
    }
  }

  private static String headed(Path file, List<String> lines, String head) {
    return lines.stream()
        .filter(line -> line.startsWith(head))
        .map(line -> line.substring(head.length()).strip())
        .findFirst()
        .orElseThrow(() -> new UnreachableException(file + " has no line '" + head + "…'"));
  }
}
