package mercat.lab.overload;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.TextTable;
import mercat.lab.terminal.Verdict;
import mercat.lab.verify.Finding;

/**
 * What an overload came to: true when those let in were served, the rest were told when to come
 * again, and all was soon as before.
 *
 * @param peak orders a second that the system lets in
 * @param stretches the first at half of the peak, before any overload
 */
@JsonPropertyOrder("ok")
public record OverloadVerdict(
    boolean ok,
    int peak,
    List<Stretch> stretches,
    List<Finding> invariants,
    List<String> troubles,
    double seconds)
    implements Verdict {

  public OverloadVerdict {
    stretches = List.copyOf(stretches);
    invariants = List.copyOf(invariants);
    troubles = List.copyOf(troubles);
  }

  /** The verdict as people read it. */
  public void print(Screen screen) {
    screen.print("");
    table().lines().forEach(line -> screen.print("  " + line));
    screen.print("");
    screen.print(
        "  peak        %s orders/s are let in; %d of %d invariants hold"
            .formatted(
                Numbers.count(peak),
                invariants.stream().filter(Finding::holds).count(),
                invariants.size()));
    screen.print("  took        %s s".formatted(Numbers.decimal(seconds)));
    troubles.forEach(trouble -> screen.print("  " + screen.bad("!") + " " + trouble));
    screen.print(
        "  verdict     "
            + (ok
                ? screen.good("who was let in was served, the rest were told when to come again")
                : screen.bad("NOT everybody was served or told")));
  }

  private TextTable table() {
    var table =
        new TextTable(
            "of the peak",
            "offered/s",
            "orders/s",
            "ratio",
            "refused",
            "no Retry-After",
            "errors",
            "sent late",
            "p99",
            "memory",
            "normal after");
    for (var stretch : stretches) {
      table.add(
          Numbers.decimal(stretch.times()) + " times",
          Numbers.decimal(stretch.offered()),
          Numbers.decimal(stretch.goodput()),
          Numbers.decimal(stretch.goodputRatio()),
          Numbers.count(stretch.shed()),
          Numbers.count(stretch.withoutRetryAfter()),
          Numbers.count(stretch.errors()),
          Numbers.count(stretch.late()),
          Numbers.decimal(stretch.p99Ms()) + " ms",
          Numbers.decimal(stretch.residentMb()) + " MB",
          stretch.normalAfterS() == 0 ? "" : Numbers.decimal(stretch.normalAfterS()) + " s");
    }
    return table;
  }
}
