package mercat.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import mercat.contracts.Command;
import mercat.lab.crash.Crash;
import mercat.lab.crash.CrashPlan;
import mercat.lab.crash.Fault;
import mercat.lab.crash.Points;
import mercat.lab.crash.PointsPlan;
import mercat.lab.terminal.CommandOutput;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code crash}: faults under load, and the proof that nothing was lost. */
@CommandLine.Command(
    name = "crash",
    mixinStandardHelpOptions = true,
    description = {
      "Replays real orders through systems of its own and, at random moments, kills the process,",
      "the database, or both, restarts the database rudely, or freezes one of two processes that",
      "share a database; then proves that nothing was lost and nothing was done twice.",
      "A round takes about a minute, ten of everything the better part of an hour.",
      "With --points: lets the process die once at each of its fail points instead, between what",
      "is committed and what is sent, and proves that the order of the moment ends as it must.",
    })
public final class CrashCommand implements Command {
  /** What may be tried. */
  enum Choice {
    PROCESS,
    POSTMASTER,
    RESTART,
    BOTH,
    FREEZE,
    ALL;

    List<Fault> faults() {
      return switch (this) {
        case PROCESS, POSTMASTER, RESTART, BOTH -> List.of(Fault.valueOf(name()));
        case FREEZE -> List.of();
        case ALL -> List.of(Fault.values());
      };
    }

    boolean freezes() {
      return this == FREEZE || this == ALL;
    }

    /** As the help shows it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Mixin private final CommandOutput output = new CommandOutput();

  @Option(
      names = "--fault",
      paramLabel = "FAULT",
      defaultValue = "all",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Choice fault = Choice.ALL;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "10",
      description = "how often each is tried (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "decides the moments (default: a new one, which is told)")
  private @Nullable Long seed;

  @Option(
      names = "--orders",
      paramLabel = "N",
      description = "replay only the first orders of the month (default: all)")
  private int orders = Integer.MAX_VALUE;

  @Option(
      names = "--freeze-seconds",
      paramLabel = "N",
      defaultValue = "30",
      description = "how long a process is frozen (default: ${DEFAULT-VALUE})")
  private int freezeSeconds;

  @Option(names = "--points", description = "die at every fail point, not at random moments")
  private boolean points;

  @Option(
      names = "--only",
      paramLabel = "POINT",
      description = "with --points: at this one; may be repeated")
  private Set<String> only = new TreeSet<>();

  @Option(
      names = "--thorough",
      description = "with --points: in every scenario that passes a point, not in the first alone")
  private boolean thorough;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "where its systems live, in the folder crash (default: ~/.mercat)")
  private @Nullable Path data;

  @Override
  public Integer call() throws Exception {
    var home = data == null ? Path.of(System.getProperty("user.home"), ".mercat") : data;
    if (points) {
      var plan = new PointsPlan(home.resolve("crash-points"), only, thorough);
      return output.conclude(() -> new Points(plan, output.screen()).run());
    }
    if (thorough || !only.isEmpty()) {
      throw output.usage("--only and --thorough go with --points");
    }
    CrashPlan plan;
    try {
      plan =
          new CrashPlan(
              home.resolve("crash"),
              fault.faults(),
              fault.freezes() ? Duration.ofSeconds(freezeSeconds) : Duration.ZERO,
              rounds,
              seed == null ? new Random().nextInt(Integer.MAX_VALUE) : seed,
              orders);
    } catch (IllegalArgumentException wrong) {
      throw output.usage(String.valueOf(wrong.getMessage()));
    }
    return output.conclude(() -> new Crash(plan, output.screen()).run());
  }
}
