package mercat.lab.crash;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.Patience;
import mercat.lab.load.UnreachableException;
import mercat.lab.shop.AckFile;
import mercat.lab.shop.Waiting;
import mercat.lab.system.DataDirectory;
import mercat.lab.system.SystemLaunch;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;

/**
 * Lets a process die at each of its fail points while a client asks for something, starts it again,
 * has the client repeat itself, and examines what became of it.
 */
public final class Points {
  private static final Duration DEATH_MAX = Duration.ofSeconds(15);

  /** The exit code of a process that halted at its point, as of one that was killed. */
  private static final int KILLED = 137;

  private final PointsPlan plan;
  private final Path acknowledged;
  private final Screen screen;
  private int clients;

  public Points(PointsPlan plan, Screen screen) {
    this.plan = plan;
    this.acknowledged = plan.data().resolve("acks.jsonl");
    this.screen = screen;
  }

  public PointsVerdict run() {
    var startNanos = System.nanoTime();
    var directory = new DataDirectory(plan.data());
    directory.empty();
    directory.take();
    var verdict = dieEverywhere(startNanos);
    verdict.print(screen);
    if (verdict.ok()) {
      directory.empty();
    }
    return verdict;
  }

  private PointsVerdict dieEverywhere(long startNanos) {
    var launch =
        SystemLaunch.onFreePorts(plan.data(), Optional.empty(), Optional.empty(), Optional.empty());
    var points = new ArrayList<PointVerdict>();
    try (var load = new LoadGenerator();
        var acks = AckFile.create(acknowledged);
        var system = MortalSystem.start(launch, load, screen)) {
      PointShop.open(system.shop(Patience.USUAL));
      screen.note("counting which scenario passes which point …");
      var census = new PointCensus(system, scenario -> nextClient(scenario, acks), plan);
      census.take();
      system.revive();
      for (var trial : census.trials()) {
        points.add(die(system, trial, acks));
      }
      return PointsVerdict.of(
          points, census.unreached(), Numbers.rounded((System.nanoTime() - startNanos) / 1e9));
    }
  }

  private Client nextClient(Scenario scenario, AckFile acks) {
    return new Client(scenario.word() + "-" + ++clients, acks);
  }

  private PointVerdict die(MortalSystem system, PointCensus.Trial trial, AckFile acks) {
    var troubles = new ArrayList<String>();
    var client = nextClient(trial.scenario(), acks);
    var died = false;
    var whole = false;
    long restMs = 0;
    try {
      died = diesAt(trial, system, client, troubles);
      system.revive();
      var readyNanos = System.nanoTime();
      ask(system, trial.scenario(), client);
      restMs = (System.nanoTime() - readyNanos) / 1_000_000;
      examine(system, trial.scenario(), client, troubles);
      acks.flush();
      whole = new Rest(system.database()).isWhole(acknowledged, screen);
    } catch (UnreachableException lost) {
      troubles.add(String.valueOf(lost.getMessage()));
    }
    var verdict =
        new PointVerdict(trial.point(), trial.scenario().word(), died, restMs, whole, troubles);
    tell(verdict);
    return verdict;
  }

  private static void ask(MortalSystem system, Scenario scenario, Client client) {
    scenario.act(system.shop(Patience.USUAL), client);
    system.requireRest();
  }

  private static void examine(
      MortalSystem system, Scenario scenario, Client client, List<String> troubles) {
    var wrong = scenario.wrong(system.shop(Patience.USUAL), client, system.fates());
    if (!wrong.isEmpty()) {
      troubles.add(wrong);
    }
    troubles.addAll(client.troubles());
  }

  /** Has the process die at the point, while the client asks or by what it finds at its start. */
  private static boolean diesAt(
      PointCensus.Trial trial, MortalSystem system, Client client, List<String> troubles) {
    var scenario = trial.scenario();
    system.reviveIfDead();
    scenario.prepare(system.shop(Patience.USUAL), client);
    system.requireRest();
    if (!scenario.isLeft()) {
      return diesWhileAsked(trial.point(), scenario, system, client, troubles);
    }
    if (!diesWhileAsked(scenario.leftAt(), scenario, system, client, troubles)) {
      return false;
    }
    Waiting.pause(MortalSystem.LEASE);
    system.reviveMortal(trial.point());
    return isDead(system, trial.point(), troubles);
  }

  private static boolean diesWhileAsked(
      String point, Scenario scenario, MortalSystem system, Client client, List<String> troubles) {
    system.reviveMortal(point);
    scenario.actUntilDeath(system.shop(Client.MORTAL), client);
    return isDead(system, point, troubles);
  }

  private static boolean isDead(MortalSystem system, String point, List<String> troubles) {
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
