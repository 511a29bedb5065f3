package mercat.lab.terminal;

import java.util.ArrayList;
import java.util.List;

/** Columns of text, each as wide as its widest cell. */
public final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  public TextTable(String... head) {
    rows.add(List.of(head));
  }

  public void add(String... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException("a row of " + cells.length + " cells");
    }
    rows.add(List.of(cells));
  }

  /** The lines, with a rule under the head. */
  public List<String> lines() {
    var columns = rows.getFirst().size();
    var widths = new int[columns];
    for (var row : rows) {
      for (var column = 0; column < columns; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    var lines = new ArrayList<String>();
    for (var row : rows) {
      lines.add(line(row, widths));
      if (lines.size() == 1) {
        var rules = new ArrayList<String>();
        for (var width : widths) {
          rules.add("-".repeat(width));
        }
        lines.add(line(rules, widths));
      }
    }
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
