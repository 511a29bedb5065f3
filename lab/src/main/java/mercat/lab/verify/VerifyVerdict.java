package mercat.lab.verify;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.TextTable;
import mercat.lab.terminal.Verdict;

/** What every invariant's examination found. */
@JsonPropertyOrder("ok")
public record VerifyVerdict(boolean ok, List<Finding> invariants) implements Verdict {
  public VerifyVerdict {
    invariants = List.copyOf(invariants);
  }

  static VerifyVerdict of(List<Finding> findings) {
    return new VerifyVerdict(findings.stream().allMatch(Finding::holds), findings);
  }

  /** The verdict as people read it. */
  public void print(Screen screen) {
    var table = new TextTable("", "holds", "checked", "what");
    for (var finding : invariants) {
      table.add(
          finding.id(),
          finding.holds() ? "yes" : "NO",
          Numbers.count(finding.checked()),
          finding.promise());
    }
    screen.print("");
    table.lines().forEach(line -> screen.print("  " + line));
    screen.print("");
    for (var finding : invariants) {
      if (!finding.detail().isEmpty()) {
        var mark = finding.holds() ? " " : screen.bad("!");
        screen.print("  " + mark + " " + finding.id() + ": " + finding.detail());
      }
    }
    screen.print(
        "  verdict     "
            + (ok ? screen.good("every invariant holds") : screen.bad("something does NOT hold")));
  }
}
