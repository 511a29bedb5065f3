package mercat.lab.safeguards;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mercat.lab.safeguards.SafeguardsVerdict.Trial;
import mercat.lab.system.DataDirectory;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Progress;
import mercat.lab.terminal.Screen;

/**
 * Takes one safeguard after another out of a copy of the sources, builds it, tortures it, and
 * demands that the loss is noticed. A proof that notices nothing proves nothing.
 */
public final class Safeguards {
  private final SafeguardsPlan plan;
  private final List<SafeguardPatch> chosen;
  private final Screen screen;
  private final long startNanos = System.nanoTime();

  /**
   * A trial of each.
   *
   * @throws IllegalArgumentException when the plan names a safeguard that is not known
   */
  public Safeguards(SafeguardsPlan plan, Screen screen) {
    this.plan = plan;
    this.chosen = plan.chosen();
    this.screen = screen;
  }

  public SafeguardsVerdict run() {
    var changes = chosen.stream().map(each -> each.appliedTo(plan.home())).toList();
    var control =
        plan.isControlled()
            ? SafeguardsVerdict.signsOf(torture("control", Map.of(), List.of()))
            : List.<String>of();
    var trials = new ArrayList<Trial>();
    for (var safeguard : chosen) {
      var changed = changes.get(trials.size());
      var trial = Trial.of(safeguard, torture(safeguard.name(), changed, safeguard.faults()));
      screen.note(trial.line(screen));
      trials.add(trial);
    }
    return new SafeguardsVerdict(
        control.isEmpty() && trials.stream().allMatch(Trial::noticed),
        plan.seed(),
        plan.minutes(),
        control,
        trials,
        Numbers.secondsSince(startNanos));
  }

  /** The verdict on one build in a folder of its own, which is left as it is. */
  private JsonNode torture(String name, Map<String, String> changed, List<String> faults) {
    var folder = plan.data().toAbsolutePath().normalize().resolve(name);
    DataDirectory.fresh(folder);
    var build = new Build(folder);
    build.copy(plan.home(), changed);
    var found = new ArrayList<JsonNode>();
    Progress.during(
        screen,
        () -> "  %s … %.0f s".formatted(name, Numbers.secondsSince(startNanos)),
        () -> found.add(build.torture(faults, plan.minutes(), plan.seed())));
    return found.getFirst();
  }
}
