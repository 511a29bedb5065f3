package mercat.lab.safeguards;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mercat.lab.system.Io;
import mercat.verify.UnreachableException;

/**
 * Something that keeps a promise, and the patch that takes it away, as {@code git diff} writes it.
 * A piece is found by its lines, not by their numbers, and must be there exactly once: a patch that
 * has grown old fits nowhere rather than in the wrong place.
 *
 * @param name as it is written on the command line
 * @param removed what the patch removes, for people
 * @param faults those under which the loss must show
 */
record SafeguardPatch(String name, String removed, List<String> faults, List<Piece> pieces) {
  /** Where the patches lie in the tree of sources. */
  static final Path FOLDER = Path.of("lab", "src", "safeguards");

  private static final String SUFFIX = ".patch";

  /** Some lines of a file and what they become, each with its line end. */
  record Piece(String file, String before, String after) {}

  /** Every safeguard of the sources below {@code home}, by name. */
  static List<SafeguardPatch> all(Path home) {
    var folder = home.resolve(FOLDER);
    if (!Files.isDirectory(folder)) {
      throw new UnreachableException(folder + " is not there: this command needs Mercat's sources");
    }
    return Io.files(folder, 1).stream()
        .map(file -> file.getFileName().toString())
        .filter(file -> file.endsWith(SUFFIX))
        .sorted()
        .map(file -> of(file, Io.text(folder.resolve(file))))
        .toList();
  }

  /** Reads a patch; what stands before the first file is for people. */
  static SafeguardPatch of(String source, String patch) {
    var pieces = new ArrayList<Piece>();
    var files = List.of(patch.split("(?m)^--- .*\\n\\+\\+\\+ b/"));
    for (var file : files.subList(1, files.size())) {
      var hunks = List.of(file.split("(?m)^@@ .*\\n"));
      for (var hunk : hunks.subList(1, hunks.size())) {
        pieces.add(new Piece(hunks.getFirst().strip(), without("+", hunk), without("-", hunk)));
      }
    }
    return new SafeguardPatch(
        source.substring(0, source.length() - SUFFIX.length()),
        headed("Removed: ", source, patch),
        List.of(headed("Faults: ", source, patch).split(",")),
        pieces);
  }

  /** One side of a hunk: its lines without those that only the other side has. */
  private static String without(String mark, String hunk) {
    return hunk.lines()
        .filter(line -> !line.isEmpty() && !line.startsWith(mark))
        .map(line -> line.substring(1) + "\n")
        .collect(Collectors.joining());
  }

  private static String headed(String head, String source, String patch) {
    var line = Pattern.compile("(?m)^" + head + "(.*)$").matcher(patch);
    if (!line.find()) {
      throw new UnreachableException(source + " has no line '" + head + "…'");
    }
    return line.group(1).strip();
  }

  /** The files as they are when it is applied, by their path below the root. Writes nothing. */
  Map<String, String> appliedTo(Path root) {
    var changed = new LinkedHashMap<String, String>();
    for (var piece : pieces) {
      var text = changed.computeIfAbsent(piece.file(), file -> Io.text(root.resolve(file)));
      changed.put(piece.file(), replaceOnce(piece, text));
    }
    return changed;
  }

  private String replaceOnce(Piece piece, String text) {
    var at = text.indexOf(piece.before());
    if (at < 0 || text.indexOf(piece.before(), at + 1) >= 0) {
      throw new UnreachableException(
          "%s.patch does not fit %s: these lines are %s there:%n%s"
              .formatted(name, piece.file(), at < 0 ? "not" : "more than once", piece.before()));
    }
    return text.substring(0, at) + piece.after() + text.substring(at + piece.before().length());
  }
}
