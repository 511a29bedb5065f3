package mercat.lab.terminal;

import java.util.List;
import mercat.lab.terminal.CommandOutput.CommandVerdict;
import mercat.verify.Finding;
import mercat.verify.Findings;

/** What every invariant's examination found. */
public record VerifyVerdict(boolean ok, List<Finding> invariants) implements CommandVerdict {
  public static VerifyVerdict of(Findings findings) {
    return new VerifyVerdict(findings.hold(), findings.all());
  }

  @Override
  public void print(Screen screen) {
    var table = new TextTable("", "holds", "checked", "what");
    for (var finding : invariants) {
      table.add(finding.id(), finding.holds(), finding.checked(), finding.promise());
    }
    screen.table(table);
    for (var finding : invariants) {
      if (!finding.detail().isEmpty()) {
        var mark = finding.holds() ? " " : screen.bad("!");
        screen.print("  " + mark + " " + finding.id() + ": " + finding.detail());
      }
    }
    screen.verdict(ok, "every invariant holds", "something does NOT hold");
  }
}
