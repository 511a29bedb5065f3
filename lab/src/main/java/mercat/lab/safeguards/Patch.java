package mercat.lab.safeguards;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mercat.verify.UnreachableException;

/**
 * Changes of a tree of files, as {@code git diff} writes them. A piece is found by its lines, not
 * by their numbers, and must be there exactly once: a patch that has grown old fits nowhere rather
 * than in the wrong place.
 */
final class Patch {
  private static final String FILE = "+++ b/";
  private static final String OLD_FILE = "--- ";
  private static final String PIECE = "@@ ";

  private final Path source;
  private final Map<String, List<Piece>> pieces;

  private Patch(Path source, Map<String, List<Piece>> pieces) {
    this.source = source;
    this.pieces = pieces;
  }

  /** Some lines and what they become, each with its line end. */
  private record Piece(StringBuilder before, StringBuilder after) {
    Piece() {
      this(new StringBuilder(), new StringBuilder());
    }

    void add(String line) {
      if (!line.startsWith("+")) {
        before.append(line, 1, line.length()).append('\n');
      }
      if (!line.startsWith("-")) {
        after.append(line, 1, line.length()).append('\n');
      }
    }
  }

  /** Reads the lines of a patch; what stands before the first file is for people. */
  static Patch of(Path source, List<String> lines) {
    var pieces = new LinkedHashMap<String, List<Piece>>();
    List<Piece> file = new ArrayList<>();
    for (var line : lines) {
      if (line.startsWith(FILE)) {
        file = new ArrayList<>();
        pieces.put(line.substring(FILE.length()), file);
      } else if (line.startsWith(PIECE)) {
        file.add(new Piece());
      } else if (!line.startsWith(OLD_FILE) && !file.isEmpty() && !line.isEmpty()) {
        file.getLast().add(line);
      }
    }
    return new Patch(source, pieces);
  }

  /** How many places change. */
  int size() {
    return pieces.values().stream().mapToInt(List::size).sum();
  }

  /**
   * The files as they are when it is applied, by their path below the tree's root. Writes nothing.
   *
   * @throws UnreachableException when it does not fit
   */
  Map<String, String> appliedTo(Path root) {
    var changed = new LinkedHashMap<String, String>();
    pieces.forEach((file, ofFile) -> {
      var text = read(root.resolve(file));
      for (var piece : ofFile) {
        text = replaceOnce(file, text, piece);
      }
      changed.put(file, text);
    });
    return changed;
  }

  private String replaceOnce(String file, String text, Piece piece) {
    var before = piece.before().toString();
    var at = text.indexOf(before);
    if (at < 0 || text.indexOf(before, at + 1) >= 0) {
      throw new UnreachableException(
          "%s does not fit %s: these lines are %s there:%n%s"
              .formatted(source, file, at < 0 ? "not" : "more than once", before));
    }
    return text.substring(0, at) + piece.after() + text.substring(at + before.length());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read " + file, failure);
    }
  }
}
