package mercat.lab.crash;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import mercat.contracts.Command;
import mercat.lab.crash.CrashCommand.PointsVerdict.PointVerdict;
import mercat.lab.crash.PointCensus.Trial;
import mercat.lab.load.LoadGenerator;
import mercat.lab.shop.AckWriter;
import mercat.lab.system.Awaiting;
import mercat.lab.system.DataDirectory;
import mercat.lab.system.SystemLaunch;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.CommandOutput.CommandVerdict;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.OwnData;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.TextTable;
import mercat.verify.UnreachableException;
import mercat.verify.Verify;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code crash}: a death at every fail point, and the proof that nothing was lost. */
@CommandLine.Command(
    name = "crash",
    mixinStandardHelpOptions = true,
    description = {
      "Lets a process die once at each of its fail points, between what is committed and what is",
      "sent, starts it again, and proves that the order of the moment ends as it must.",
      "Deaths and freezes at random moments, under load, are faults of torture.",
    })
public final class CrashCommand implements Command {
  private static final Duration DEATH_MAX = Duration.ofSeconds(15);

  /** The exit code of a process that halted at its point, as of one that was killed. */
  private static final int KILLED = 137;

  @Mixin private final CommandOutput output = new CommandOutput();
  @Mixin private final OwnData data = new OwnData();

  @Option(names = "--points", required = true, description = "die at every fail point")
  @SuppressWarnings("UnusedVariable") // says what kind of crash is meant; there is no other yet
  private boolean points;

  @Option(names = "--only", paramLabel = "POINT", description = "at this one; may be repeated")
  private Set<String> only = new TreeSet<>();

  @Option(
      names = "--thorough",
      description = "in every scenario that passes a point, not in the first alone")
  private boolean thorough;

  private int clients;

  @Override
  public Integer call() throws Exception {
    var folder = data.folder("crash-points");
    return data.conclude(output, folder, () -> dieEverywhere(folder));
  }

  private PointsVerdict dieEverywhere(Path folder) {
    DataDirectory.fresh(folder);
    var startNanos = System.nanoTime();
    var screen = output.screen();
    var points = new ArrayList<PointVerdict>();
    try (var load = new LoadGenerator();
        var acks = AckWriter.create(folder.resolve("acks.jsonl"));
        var around = Surroundings.open();
        var system = new RestartableSystem(SystemLaunch.in(folder), load, around)) {
      PointClient.openShop(system.shop());
      screen.note("counting which scenario passes which point …");
      var census =
          new PointCensus(system, scenario -> nextClient(system, scenario, acks), only, thorough);
      system.restart();
      for (var trial : census.trials()) {
        var point = die(system, trial, acks);
        points.add(point);
        screen.note(point.line(screen));
      }
      return PointsVerdict.of(
          points, census.unreached(), census.leftOut(), Numbers.secondsSince(startNanos));
    }
  }

  private PointClient nextClient(RestartableSystem system, PointScenario scenario, AckWriter acks) {
    return new PointClient(scenario.word() + "-" + ++clients, acks, system);
  }

  private PointVerdict die(RestartableSystem system, Trial trial, AckWriter acks) {
    var scenario = trial.scenario();
    var client = nextClient(system, scenario, acks);
    var died = false;
    var whole = false;
    long restMs = 0;
    try {
      died = diesAt(trial, system, client);
      system.restart();
      var readyNanos = System.nanoTime();
      scenario.asked().accept(client);
      system.requireRest();
      restMs = (System.nanoTime() - readyNanos) / 1_000_000;
      scenario.examine(client);
      scenario.after().accept(client);
      var findings = Verify.run(system.process().database(), acks.told());
      findings.broken().forEach(client::complain);
      whole = findings.hold();
    } catch (UnreachableException lost) {
      client.complain(String.valueOf(lost.getMessage()));
    }
    return new PointVerdict(trial.point(), scenario.word(), died, restMs, whole, client.troubles());
  }

  /** Has the process die at the point, while the client asks or by what it finds at its start. */
  private static boolean diesAt(Trial trial, RestartableSystem system, PointClient client) {
    var scenario = trial.scenario();
    if (!system.process().isAlive()) {
      system.restart();
    }
    scenario.before().accept(client);
    system.requireRest();
    var asked = scenario.isLeft() ? scenario.leftAt() : trial.point();
    system.restartArmed(asked);
    client.askUntilDeath(scenario.asked());
    var isDead = isDead(system, asked, client);
    if (!scenario.isLeft() || !isDead) {
      return isDead;
    }
    Awaiting.pause(RestartableSystem.LEASE);
    system.restartArmed(trial.point());
    return isDead(system, trial.point(), client);
  }

  private static boolean isDead(RestartableSystem system, String point, PointClient client) {
    var exitCode = system.process().awaitEnd(DEATH_MAX);
    if (exitCode.orElse(0) == KILLED) {
      return true;
    }
    client.complain(
        exitCode.isEmpty()
            ? "it did not die at " + point
            : "it ended with exit code %d before %s".formatted(exitCode.getAsInt(), point));
    return false;
  }

  /**
   * What dying at every point came to; true when each was reached and survived whole.
   *
   * @param unreached points that no client's request led to
   * @param leftOut points that nobody tried to reach, for they want a Kafka broker
   */
  public record PointsVerdict(
      boolean ok,
      List<PointVerdict> points,
      List<String> unreached,
      List<String> leftOut,
      double seconds)
      implements CommandVerdict {
    /**
     * What dying at one point came to.
     *
     * @param died whether the process died there, and only there
     * @param restMs from the next start's readiness until everybody was at rest
     * @param verify whether every invariant held, what clients were told included
     */
    public record PointVerdict(
        String point,
        String scenario,
        boolean died,
        long restMs,
        boolean verify,
        List<String> troubles) {
      public PointVerdict {
        troubles = List.copyOf(troubles);
      }

      boolean holds() {
        return died && verify && troubles.isEmpty();
      }

      private String line(Screen screen) {
        var came = "at rest after " + Numbers.seconds(restMs) + ", holds";
        return "  %-40s  %-15s  %s"
            .formatted(point, scenario, holds() ? came : screen.bad("does NOT hold: " + troubles));
      }
    }

    static PointsVerdict of(
        List<PointVerdict> points, List<String> unreached, List<String> leftOut, double seconds) {
      var ok =
          !points.isEmpty() && unreached.isEmpty() && points.stream().allMatch(PointVerdict::holds);
      return new PointsVerdict(ok, points, unreached, leftOut, seconds);
    }

    @Override
    public void print(Screen screen) {
      var table = TextTable.of("point | scenario | died | at rest | holds");
      var troubles = new ArrayList<String>();
      for (var point : points) {
        var rest = Numbers.seconds(point.restMs);
        table.add(point.point, point.scenario, point.died, rest, point.holds());
        point.troubles.forEach(
            what -> troubles.add("%s, %s: %s".formatted(point.point, point.scenario, what)));
      }
      unreached.forEach(point -> troubles.add(point + ": no scenario passes it"));
      screen.table(table);
      screen.troubles(troubles);
      if (!leftOut.isEmpty()) {
        screen.line("left out", "%s: they want a broker", String.join(", ", leftOut));
      }
      screen.line("took", "%s s", seconds);
      screen.verdict(
          ok,
          "dead at every point, and everything came to its right end",
          "NOT every point was survived whole");
    }
  }
}
