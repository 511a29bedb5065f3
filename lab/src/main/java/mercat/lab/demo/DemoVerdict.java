package mercat.lab.demo;

import java.util.List;
import mercat.lab.drop.DropVerdict;
import mercat.lab.replay.ReplayVerdict;
import mercat.lab.terminal.CommandVerdict;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;
import mercat.verify.Finding;

/** The three verdicts of a demo; it is true when all of them are. */
public record DemoVerdict(
    boolean ok, ReplayVerdict replay, DropVerdict drop, List<Finding> invariants, double seconds)
    implements CommandVerdict {
  /** The sum of all; each part was printed when it was over. */
  @Override
  public void print(Screen screen) {
    screen.heading(
        ok
            ? screen.good("All true.")
                + " %s orders to the penny, %s of %s units sold to %s buyers, %d invariants hold."
                    .formatted(
                        Numbers.count(replay.confirmed()),
                        Numbers.count(drop.sold()),
                        Numbers.count(drop.stock()),
                        Numbers.count(drop.buyers()),
                        invariants.size())
            : screen.bad("NOT all true") + ": see the marks (!) above.");
    screen.line("took", "%s s", seconds);
  }
}
