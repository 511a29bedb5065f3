package mercat.lab.safeguards;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mercat.contracts.Command;
import mercat.lab.safeguards.SafeguardsCommand.SafeguardsVerdict.Trial;
import mercat.lab.system.DataDirectory;
import mercat.lab.terminal.Bounds;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.CommandOutput.CommandVerdict;
import mercat.lab.terminal.DataOption;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Progress;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.SeedOption;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code safeguards}: whether a torture notices that something is missing. */
@CommandLine.Command(
    name = "safeguards",
    mixinStandardHelpOptions = true,
    description = {
      "Takes one safeguard after another out of a copy of the sources (lab/src/safeguards), builds",
      "it and tortures it, and demands that a promise is found broken. Needs the sources, a JDK",
      "and Maven. Each takes the minutes and about two more.",
    })
public final class SafeguardsCommand implements Command {
  @Mixin private final CommandOutput output = new CommandOutput();
  @Mixin private final DataOption data = new DataOption();
  @Mixin private final SeedOption seed = new SeedOption();

  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "which to remove, one at a time (default: all)")
  private List<String> names = List.of();

  @Option(
      names = "--minutes",
      description = "how long each is tortured (default: ${DEFAULT-VALUE})")
  private int minutes = 2;

  @Option(
      names = "--control",
      description = "first torture the sources as they are, with every fault: they must hold")
  private boolean control;

  private final Path home = Path.of(System.getProperty("mercat.home", "")).toAbsolutePath();
  private final long startNanos = System.nanoTime();

  @Override
  public Integer call() throws Exception {
    output.check(() -> Bounds.check("minutes", minutes, 1, 60));
    return output.conclude(() -> remove(output.checked(() -> chosen(home, names)), seed.value()));
  }

  /** Those of the names, or all where none is named. */
  static List<SafeguardPatch> chosen(Path home, List<String> names) {
    var all = SafeguardPatch.all(home);
    Bounds.checkKnown("safeguard", names, all.stream().map(SafeguardPatch::name).toList());
    return all.stream()
        .filter(safeguard -> names.isEmpty() || names.contains(safeguard.name()))
        .toList();
  }

  private SafeguardsVerdict remove(List<SafeguardPatch> chosen, long chance) {
    var screen = output.screen();
    var changes = chosen.stream().map(each -> each.appliedTo(home)).toList();
    var broken =
        control
            ? SafeguardsVerdict.signsOf(torture("control", Map.of(), List.of(), chance))
            : List.<String>of();
    var trials = new ArrayList<Trial>();
    for (var safeguard : chosen) {
      var changed = changes.get(trials.size());
      var trial =
          Trial.of(safeguard, torture(safeguard.name(), changed, safeguard.faults(), chance));
      screen.note(trial.line(screen));
      trials.add(trial);
    }
    return new SafeguardsVerdict(
        broken.isEmpty() && trials.stream().allMatch(Trial::noticed),
        chance,
        minutes,
        broken,
        trials,
        Numbers.secondsSince(startNanos));
  }

  /** The verdict on one build in a folder of its own, which is left as it is. */
  private JsonNode torture(
      String name, Map<String, String> changed, List<String> faults, long chance) {
    var folder = data.folder("safeguards").toAbsolutePath().normalize().resolve(name);
    DataDirectory.fresh(folder);
    var build = new Build(folder);
    build.copy(home, changed);
    return Progress.during(
        output.screen(),
        () -> "  %s … %.0f s".formatted(name, Numbers.secondsSince(startNanos)),
        () -> build.torture(faults, minutes, chance));
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
