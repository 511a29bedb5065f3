package mercat.lab.crash;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import mercat.lab.crash.PointsVerdict.PointVerdict;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.RetryPolicy;
import mercat.lab.shop.AckWriter;
import mercat.lab.system.Awaiting;
import mercat.lab.system.DataDirectory;
import mercat.lab.system.SystemLaunch;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;
import mercat.verify.Ack;
import mercat.verify.UnreachableException;
import mercat.verify.Verify;

/**
 * Lets a process die at each of its fail points while a client asks for something, starts it again,
 * has the client repeat itself, and examines what became of it.
 */
public final class Points {
  private static final Duration DEATH_MAX = Duration.ofSeconds(15);

  /** The exit code of a process that halted at its point, as of one that was killed. */
  private static final int KILLED = 137;

  private final Path data;
  private final Set<String> only;
  private final boolean thorough;
  private final Path acknowledged;
  private final Screen screen;
  private int clients;

  /**
   * Deaths at points.
   *
   * @param data where the one system of all points lives
   * @param only the points that are wanted; empty for all there are
   * @param thorough whether each is tried in every scenario that passes it, not in the first alone
   */
  public Points(Path data, Set<String> only, boolean thorough, Screen screen) {
    this.data = data;
    this.only = Set.copyOf(only);
    this.thorough = thorough;
    this.acknowledged = data.resolve("acks.jsonl");
    this.screen = screen;
  }

  public PointsVerdict run() {
    DataDirectory.fresh(data);
    var verdict = dieEverywhere(System.nanoTime());
    if (verdict.ok()) {
      new DataDirectory(data).empty();
    }
    return verdict;
  }

  private PointsVerdict dieEverywhere(long startNanos) {
    var points = new ArrayList<PointVerdict>();
    try (var load = new LoadGenerator();
        var acks = AckWriter.create(acknowledged);
        var system = RestartableSystem.start(SystemLaunch.in(data), load, screen)) {
      PointClient.openShop(system.shop(RetryPolicy.USUAL));
      screen.note("counting which scenario passes which point …");
      var census = new PointCensus(system, scenario -> nextClient(scenario, acks), only, thorough);
      census.take();
      system.restart();
      for (var trial : census.trials()) {
        points.add(die(system, trial, acks));
      }
      return PointsVerdict.of(points, census.unreached(), Numbers.secondsSince(startNanos));
    }
  }

  private PointClient nextClient(PointScenario scenario, AckWriter acks) {
    return new PointClient(scenario.word() + "-" + ++clients, acks);
  }

  private PointVerdict die(RestartableSystem system, PointCensus.Trial trial, AckWriter acks) {
    var troubles = new ArrayList<String>();
    var client = nextClient(trial.scenario(), acks);
    var died = false;
    var whole = false;
    long restMs = 0;
    try {
      died = diesAt(trial, system, client, troubles);
      system.restart();
      var readyNanos = System.nanoTime();
      ask(system, trial.scenario(), client);
      restMs = (System.nanoTime() - readyNanos) / 1_000_000;
      examine(system, trial.scenario(), client, troubles);
      acks.flush();
      var findings = Verify.run(system.database(), Ack.read(acknowledged));
      troubles.addAll(findings.broken());
      whole = findings.hold();
    } catch (UnreachableException lost) {
      troubles.add(String.valueOf(lost.getMessage()));
    }
    var verdict =
        new PointVerdict(trial.point(), trial.scenario().word(), died, restMs, whole, troubles);
    tell(verdict);
    return verdict;
  }

  private static void ask(RestartableSystem system, PointScenario scenario, PointClient client) {
    scenario.act(system.shop(RetryPolicy.USUAL), client);
    system.requireRest();
  }

  private static void examine(
      RestartableSystem system, PointScenario scenario, PointClient client, List<String> troubles) {
    var wrong = scenario.wrong(system.shop(RetryPolicy.USUAL), client, system);
    if (!wrong.isEmpty()) {
      troubles.add(wrong);
    }
    troubles.addAll(client.troubles());
  }

  /** Has the process die at the point, while the client asks or by what it finds at its start. */
  private static boolean diesAt(
      PointCensus.Trial trial,
      RestartableSystem system,
      PointClient client,
      List<String> troubles) {
    var scenario = trial.scenario();
    system.restartIfEnded();
    scenario.prepare(system.shop(RetryPolicy.USUAL), client);
    system.requireRest();
    if (!scenario.isLeft()) {
      return diesWhileAsked(trial.point(), scenario, system, client, troubles);
    }
    if (!diesWhileAsked(scenario.leftAt(), scenario, system, client, troubles)) {
      return false;
    }
    Awaiting.pause(RestartableSystem.LEASE);
    system.restartArmed(trial.point());
    return isDead(system, trial.point(), troubles);
  }

  private static boolean diesWhileAsked(
      String point,
      PointScenario scenario,
      RestartableSystem system,
      PointClient client,
      List<String> troubles) {
    system.restartArmed(point);
    scenario.actUntilDeath(system.shop(PointClient.OF_ARMED), client);
    return isDead(system, point, troubles);
  }

  private static boolean isDead(RestartableSystem system, String point, List<String> troubles) {
    var exitCode = system.awaitDeath(DEATH_MAX);
    if (exitCode.isPresent() && exitCode.getAsInt() == KILLED) {
      return true;
    }
    troubles.add(
        exitCode.isEmpty()
            ? "it did not die at " + point
            : "it ended with exit code %d before %s".formatted(exitCode.getAsInt(), point));
    return false;
  }

  private void tell(PointVerdict verdict) {
    screen.note(
        "  %-40s  %-15s  %s"
            .formatted(
                verdict.point(),
                verdict.scenario(),
                verdict.holds()
                    ? "at rest after " + Numbers.decimal(verdict.restMs() / 1e3) + " s, holds"
                    : screen.bad("does NOT hold: " + verdict.troubles())));
  }
}
