package mercat.lab.overload;

import java.util.List;
import mercat.lab.terminal.CommandVerdict;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.TextTable;
import mercat.verify.Finding;

/**
 * What an overload came to: true when those let in were served, the rest were told when to come
 * again, and all was soon as before.
 *
 * @param peak orders a second that the system lets in
 * @param stretches the first at half of the peak, before any overload
 */
public record OverloadVerdict(
    boolean ok,
    int peak,
    List<Stretch> stretches,
    List<Finding> invariants,
    List<String> troubles,
    double seconds)
    implements CommandVerdict {

  public OverloadVerdict {
    stretches = List.copyOf(stretches);
    invariants = List.copyOf(invariants);
    troubles = List.copyOf(troubles);
  }

  @Override
  public void print(Screen screen) {
    screen.table(table());
    screen.line(
        "peak",
        "%s orders/s are let in; %s of %s invariants hold",
        peak,
        invariants.stream().filter(Finding::holds).count(),
        invariants.size());
    screen.line("took", "%s s", seconds);
    screen.troubles(troubles);
    screen.verdict(
        ok,
        "who was let in was served, the rest were told when to come again",
        "NOT everybody was served or told");
  }

  private TextTable table() {
    var table =
        TextTable.of(
            "of the peak | offered/s | orders/s | ratio | refused | no Retry-After | errors | sent late | p99 ms | memory MB | normal after s");
    for (var stretch : stretches) {
      table.add(
          Numbers.decimal(stretch.times()) + " times",
          stretch.offered(),
          stretch.goodput(),
          stretch.goodputRatio(),
          stretch.shed(),
          stretch.withoutRetryAfter(),
          stretch.errors(),
          stretch.late(),
          stretch.p99Ms(),
          stretch.residentMb(),
          stretch.normalAfterS() == 0 ? "" : stretch.normalAfterS());
    }
    return table;
  }
}
