package mercat.lab.newcontext;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** The lines of a source file, and where further ones are put among them. */
final class SourceLines {
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

  /** Puts the names of classes at the end of a {@code List.of(…)}. */
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

  /** Puts lines before the one that begins with something. */
  void addBefore(String begin, String text) {
    var at = next(0, each -> each.startsWith(begin), "line that begins with " + begin.strip());
    lines.addAll(at, text.lines().toList());
  }

  /** Behind the first line that contains something. */
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
