package mercat.lab.siege;

import java.util.List;
import mercat.lab.terminal.CommandVerdict;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.TextTable;
import mercat.verify.Finding;

/**
 * What a siege came to: true when the honest buyers were served, nothing was answered with 500, and
 * the books are right.
 *
 * @param offered honest orders
 * @param taken of those, confirmed or accepted at the first attempt
 * @param p99BeforeMs of confirmed orders, from when they were due, before the attacks
 * @param p99Ms the same beside them
 * @param residentMb the most that the Java process held
 */
public record SiegeVerdict(
    boolean ok,
    double seconds,
    long offered,
    long taken,
    double takenRatio,
    double p99BeforeMs,
    double p99Ms,
    double residentMb,
    List<Attackers.Toll> attacks,
    List<Finding> invariants,
    List<String> troubles)
    implements CommandVerdict {

  public SiegeVerdict {
    attacks = List.copyOf(attacks);
    invariants = List.copyOf(invariants);
    troubles = List.copyOf(troubles);
  }

  @Override
  public void print(Screen screen) {
    var table = TextTable.of("attack | connections | broken off | answers by status");
    for (var toll : attacks) {
      table.add(toll.attack(), toll.visits().get(), toll.cut().get(), toll.answers().toString());
    }
    screen.table(table);
    screen.line("buyers", "%s of %s orders taken (%s)", taken, offered, takenRatio);
    screen.line("time", "p99 %s ms, before the attacks %s ms", p99Ms, p99BeforeMs);
    screen.line(
        "system",
        "%s MB of memory at most; %s of %s invariants hold",
        residentMb,
        invariants.stream().filter(Finding::holds).count(),
        invariants.size());
    screen.troubles(troubles);
    screen.verdict(ok, "honest buyers were served", "NOT as it must be");
  }
}
