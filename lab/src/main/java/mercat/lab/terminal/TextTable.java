package mercat.lab.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Columns of text, each as wide as its widest cell. */
public final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  private TextTable(List<String> heads) {
    rows.add(heads);
  }

  /** A table whose heads are written in one line, with bars between them. */
  public static TextTable of(String heads) {
    return new TextTable(List.of(heads.split(" \\| ", -1)));
  }

  /** A row; figures are shown as in {@link Screen#line}. */
  public void add(Object... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException("a row of " + cells.length + " cells");
    }
    rows.add(Stream.of(Numbers.shown(cells)).map(String::valueOf).toList());
  }

  /** A row written in one line, with bars between its cells. */
  public void row(String cells, Object... figures) {
    add((Object[]) cells.formatted(Numbers.shown(figures)).split(" \\| ", -1));
  }

  public List<String> lines() {
    var widths = new int[rows.getFirst().size()];
    for (var row : rows) {
      for (var column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    var lines = new ArrayList<>(rows.stream().map(row -> line(row, widths)).toList());
    lines.add(1, line(Arrays.stream(widths).mapToObj("-"::repeat).toList(), widths));
    return lines;
  }

  private static String line(List<String> row, int[] widths) {
    var line = new StringBuilder();
    for (var column = 0; column < widths.length; column++) {
      var cell = row.get(column);
      line.append(cell).append(" ".repeat(widths[column] - cell.length() + 2));
    }
    return line.toString().stripTrailing();
  }
}
