package mercat.lab.safeguards;

import java.util.List;
import mercat.lab.terminal.CommandVerdict;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;

/**
 * What became of builds that lack something; true when the lack of each was noticed, and the build
 * that lacks nothing held, where it was asked.
 *
 * @param control what the build as it is was found to break; empty as it should be
 */
public record SafeguardsVerdict(
    boolean ok, long seed, int minutes, List<String> control, List<Trial> trials, double seconds)
    implements CommandVerdict {

  public SafeguardsVerdict {
    control = List.copyOf(control);
    trials = List.copyOf(trials);
  }

  @Override
  public void print(Screen screen) {
    screen.print("");
    trials.forEach(trial -> screen.print("  " + line(trial, screen)));
    screen.troubles(control.stream().map(sign -> "with everything in place: " + sign).toList());
    screen.line("seed", "%s", String.valueOf(seed));
    screen.line("took", "%s s", seconds);
    screen.verdict(ok, "whatever is missing is missed", "NOT everything that is missing is missed");
  }

  static String line(Trial trial, Screen screen) {
    return "%-12s without %s: %s, %s s"
        .formatted(
            trial.name(),
            trial.removed(),
            trial.noticed()
                ? "noticed by " + String.join(", ", trial.signs())
                : screen.bad("NOT noticed") + (trial.words().isEmpty() ? "" : ": " + trial.words()),
            Numbers.decimal(trial.seconds()));
  }
}
