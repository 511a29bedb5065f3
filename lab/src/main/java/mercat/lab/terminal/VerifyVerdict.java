package mercat.lab.terminal;

import java.time.Duration;
import java.util.List;
import mercat.lab.system.AtRest;
import mercat.lab.terminal.CommandOutput.CommandVerdict;
import mercat.verify.Acks;
import mercat.verify.DatabaseAccess;
import mercat.verify.Finding;
import mercat.verify.Findings;
import mercat.verify.ReadSession;
import mercat.verify.Verify;

/** What every invariant's examination found. */
public record VerifyVerdict(boolean ok, List<Finding> invariants) implements CommandVerdict {
  public static VerifyVerdict of(Findings findings) {
    return new VerifyVerdict(findings.hold(), findings.all());
  }

  /** Lets followers and payments come to rest, for so long, and examines every invariant. */
  public static VerifyVerdict atRest(
      DatabaseAccess database, Acks acks, Duration atMost, Screen screen) {
    try (var session = ReadSession.on(database)) {
      if (!new AtRest(session).awaitFollowed(atMost)) {
        screen.note("followers or payments were not at rest after " + atMost.toSeconds() + " s");
      }
    }
    return of(Verify.run(database, acks));
  }

  @Override
  public void print(Screen screen) {
    var table = TextTable.of(" | holds | checked | what");
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
