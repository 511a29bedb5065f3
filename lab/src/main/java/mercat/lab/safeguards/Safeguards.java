package mercat.lab.safeguards;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mercat.lab.safeguards.Safeguards.SafeguardsVerdict.Trial;
import mercat.lab.system.DataDirectory;
import mercat.lab.terminal.Bounds;
import mercat.lab.terminal.CommandOutput.CommandVerdict;
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
    return Progress.during(
        screen,
        () -> "  %s … %.0f s".formatted(name, Numbers.secondsSince(startNanos)),
        () -> build.torture(faults, plan.minutes(), plan.seed()));
  }

  /**
   * Which safeguards are removed, one at a time (none named: all), and how long each build is
   * tortured.
   */
  public record SafeguardsPlan(
      Path home, Path data, List<String> names, int minutes, long seed, boolean isControlled) {
    public SafeguardsPlan {
      Bounds.check("minutes", minutes, 1, 60);
    }

    List<SafeguardPatch> chosen() {
      var all = SafeguardPatch.all(home);
      Bounds.checkKnown("safeguard", names, all.stream().map(SafeguardPatch::name).toList());
      return all.stream()
          .filter(safeguard -> names.isEmpty() || names.contains(safeguard.name()))
          .toList();
    }
  }

  /**
   * What became of builds that lack something; true when the lack of each was noticed, and the
   * build that lacks nothing held, where it was asked.
   *
   * @param control what the build as it is was found to break; empty as it should be
   */
  public record SafeguardsVerdict(
      boolean ok, long seed, int minutes, List<String> control, List<Trial> trials, double seconds)
      implements CommandVerdict {
    private static final List<String> COUNTS =
        List.of("lost", "oversold", "doubleCharged", "ledgerOff", "changed");

    /** Invariants that a machine breaks which is only slow. */
    private static final Set<String> OF_TIME = Set.of("I8", "I11");

    /**
     * One safeguard, removed.
     *
     * @param noticed whether the torture saw a promise broken
     * @param signs by what
     * @param words the first that it said; empty when it said nothing
     * @param seconds the torture's, without the build
     */
    public record Trial(
        String name,
        boolean noticed,
        String removed,
        List<String> faults,
        List<String> signs,
        String words,
        double seconds) {
      static Trial of(SafeguardPatch safeguard, JsonNode torture) {
        var signs = signsOf(torture);
        return new Trial(
            safeguard.name(),
            !signs.isEmpty(),
            safeguard.removed(),
            safeguard.faults(),
            signs,
            torture.path("troubles").path(0).asText(),
            torture.path("seconds").asDouble());
      }

      String line(Screen screen) {
        return "%-12s without %s: %s, %s s"
            .formatted(
                name,
                removed,
                noticed
                    ? "noticed by " + String.join(", ", signs)
                    : screen.bad("NOT noticed") + (words.isEmpty() ? "" : ": " + words),
                Numbers.decimal(seconds));
      }
    }

    /**
     * What a torture found broken, in its verdict's own words, such as {@code oversold 40}; nothing
     * when no promise was, though the verdict may be false for another reason.
     */
    static List<String> signsOf(JsonNode torture) {
      var signs = new ArrayList<String>();
      if (torture.path("ok").asBoolean()) {
        return signs;
      }
      for (var count : COUNTS) {
        if (torture.path(count).asLong() > 0) {
          signs.add(count + " " + torture.path(count).asLong());
        }
      }
      for (var finding : torture.path("invariants")) {
        var id = finding.path("id").asText();
        if (!finding.path("holds").asBoolean(true) && !OF_TIME.contains(id)) {
          signs.add(id + " broken");
        }
      }
      return signs;
    }

    @Override
    public void print(Screen screen) {
      screen.print("");
      trials.forEach(trial -> screen.print("  " + trial.line(screen)));
      screen.troubles(control.stream().map(sign -> "with everything in place: " + sign).toList());
      screen.line("seed", "%s", String.valueOf(seed));
      screen.line("took", "%s s", seconds);
      screen.verdict(
          ok, "whatever is missing is missed", "NOT everything that is missing is missed");
    }
  }
}
