package mercat.lab.crash;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
 * Lets a process die at each of its fail points while a client asks for something, and starts it
 * again. Which points there are the running system tells, and which scenario passes which is
 * counted before anybody dies: nothing here names a point but where an earlier process died.
 */
public final class Points {
  private static final Duration IDLE = Duration.ofMillis(1_500);
  private static final Duration DEATH_MAX = Duration.ofSeconds(15);

  /** What {@code kill -9} leaves as exit code, and a point that halts. */
  private static final int KILLED = 137;

  private final PointsPlan plan;
  private final Screen screen;
  private int clients;

  public Points(PointsPlan plan, Screen screen) {
    this.plan = plan;
    this.screen = screen;
  }

  public PointsVerdict run() {
    var startNanos = System.nanoTime();
    var directory = new DataDirectory(plan.data());
    directory.empty();
    directory.take();
    var launch =
        SystemLaunch.onFreePorts(plan.data(), Optional.empty(), Optional.empty(), Optional.empty());
    var points = new ArrayList<PointVerdict>();
    Census census;
    try (var load = new LoadGenerator();
        var system = MortalSystem.start(launch, load, screen)) {
      PointShop.open(system.shop(Patience.USUAL));
      census = count(system);
      for (var trial : census.trials(plan.thorough())) {
        points.add(die(system, trial));
      }
    }
    var verdict =
        PointsVerdict.of(
            points, census.unreached(), Numbers.rounded((System.nanoTime() - startNanos) / 1e9));
    verdict.print(screen);
    if (verdict.ok()) {
      directory.empty();
    }
    return verdict;
  }

  /** One death to be died. */
  private record Trial(String point, Scenario scenario) {}

  /** Which points are wanted, and which scenarios pass each. */
  private record Census(Map<String, Set<Scenario>> passing) {
    List<Trial> trials(boolean thorough) {
      var trials = new ArrayList<Trial>();
      passing.forEach((point, scenarios) ->
          scenarios.stream()
              .limit(
                  thorough
                      ? scenarios.size()
                      : scenarios.stream().anyMatch(Scenario::isLeft) ? 2 : 1)
              .forEach(scenario -> trials.add(new Trial(point, scenario))));
      return trials;
    }

    List<String> unreached() {
      return passing.entrySet().stream()
          .filter(each -> each.getValue().isEmpty())
          .map(Map.Entry::getKey)
          .toList();
    }
  }

  /** Runs every scenario on a process that counts. */
  private Census count(MortalSystem system) {
    screen.note("counting which scenario passes which point …");
    system.reviveCounting();
    var passing = new TreeMap<String, Set<Scenario>>();
    passages(system).keySet().stream()
        .filter(plan::wants)
        .forEach(point -> passing.put(point, new TreeSet<>()));
    for (var wanted : plan.only()) {
      if (!passing.containsKey(wanted)) {
        throw new UnreachableException("there is no fail point " + wanted);
      }
    }
    var ticking = passedDuring(system, () -> Waiting.pause(IDLE));
    ticking.stream()
        .filter(passing::containsKey)
        .forEach(point -> passing.put(point, leftBehind()));
    for (var scenario : Scenario.values()) {
      if (!scenario.isLeft() && isAnyWanting(passing)) {
        countIn(system, scenario, ticking, passing);
      }
    }
    system.revive();
    return new Census(passing);
  }

  private boolean isAnyWanting(Map<String, Set<Scenario>> passing) {
    return plan.thorough() || passing.values().stream().anyMatch(Set::isEmpty);
  }

  /** What is passed without anybody asking is tried where an earlier process left work behind. */
  private static Set<Scenario> leftBehind() {
    var left = new TreeSet<Scenario>();
    for (var scenario : Scenario.values()) {
      if (scenario.isLeft()) {
        left.add(scenario);
      }
    }
    return left;
  }

  private void countIn(
      MortalSystem system,
      Scenario scenario,
      Set<String> ticking,
      Map<String, Set<Scenario>> passing) {
    try (var acks = AckFile.append(acks())) {
      var client = nextClient(scenario, acks);
      var shop = system.shop(Patience.USUAL);
      scenario.prepare(shop, client);
      requireRest(system);
      var passed =
          passedDuring(
              system,
              () -> {
                scenario.act(shop, client);
                requireRest(system);
              });
      var wrong = scenario.fate(shop, client, new FateBook(system.process().database()));
      if (!wrong.isEmpty() || !client.troubles().isEmpty()) {
        throw new UnreachableException(
            "%s goes wrong without any crash: %s %s"
                .formatted(scenario.word(), wrong, client.troubles()));
      }
      passed.stream()
          .filter(point -> passing.containsKey(point) && !ticking.contains(point))
          .forEach(point -> passing.get(point).add(scenario));
    }
  }

  private Set<String> passedDuring(MortalSystem system, Runnable work) {
    var before = passages(system);
    work.run();
    var passed = new TreeSet<String>();
    passages(system)
        .forEach((point, passages) -> {
          if (passages > before.getOrDefault(point, 0L)) {
            passed.add(point);
          }
        });
    return passed;
  }

  private static Map<String, Long> passages(MortalSystem system) {
    var passages = new TreeMap<String, Long>();
    try {
      new ObjectMapper()
          .readTree(system.process().told("/fail-points"))
          .path("passages")
          .properties()
          .forEach(point -> passages.put(point.getKey(), point.getValue().asLong()));
    } catch (JsonProcessingException malformed) {
      throw new UnreachableException("the fail points cannot be read", malformed);
    }
    return passages;
  }

  private PointVerdict die(MortalSystem system, Trial trial) {
    var scenario = trial.scenario();
    try (var acks = AckFile.append(acks())) {
      var client = nextClient(scenario, acks);
      var troubles = new ArrayList<String>();
      boolean died = diedAt(trial, system, client, troubles);
      system.revive();
      var readyNanos = System.nanoTime();
      var shop = system.shop(Patience.USUAL);
      scenario.act(shop, client);
      if (!new Rest(system.process().database()).await()) {
        troubles.add("not at rest after " + Rest.SETTLING_MAX.toSeconds() + " s");
      }
      long restMs = (System.nanoTime() - readyNanos) / 1_000_000;
      var wrong = scenario.fate(shop, client, new FateBook(system.process().database()));
      if (!wrong.isEmpty()) {
        troubles.add(wrong);
      }
      troubles.addAll(client.troubles());
      acks.flush();
      var whole = new Rest(system.process().database()).isWhole(acks(), screen);
      var verdict = new PointVerdict(trial.point(), scenario.word(), died, restMs, whole, troubles);
      screen.note(
          "  %-42s %-16s %s"
              .formatted(
                  trial.point(),
                  scenario.word(),
                  verdict.holds()
                      ? "at rest after " + Numbers.decimal(restMs / 1e3) + " s, holds"
                      : screen.bad("does NOT hold " + troubles)));
      return verdict;
    }
  }

  /** Has the process die at the point, while the client asks or by what it finds at its start. */
  private boolean diedAt(Trial trial, MortalSystem system, Client client, List<String> troubles) {
    var scenario = trial.scenario();
    scenario.prepare(system.shop(Patience.USUAL), client);
    requireRest(system);
    if (scenario.isLeft()) {
      system.reviveMortal(scenario.leftAt());
      ask(system, scenario, client);
      if (!isDead(system, scenario.leftAt(), troubles)) {
        return false;
      }
      Waiting.pause(MortalSystem.LEASE);
      system.reviveMortal(trial.point());
    } else {
      system.reviveMortal(trial.point());
      ask(system, scenario, client);
    }
    return isDead(system, trial.point(), troubles);
  }

  private static void ask(MortalSystem system, Scenario scenario, Client client) {
    try {
      scenario.act(system.shop(Client.MORTAL), client);
    } catch (UnreachableException died) {
      // what was wanted; whether it died where it should, its exit code tells
    }
  }

  private static boolean isDead(MortalSystem system, String point, List<String> troubles) {
    var exitCode = system.awaitDeath(DEATH_MAX);
    if (exitCode.isEmpty()) {
      troubles.add("it did not die at " + point);
      return false;
    }
    if (exitCode.getAsInt() != KILLED) {
      troubles.add("it ended with exit code " + exitCode.getAsInt() + " before " + point);
      return false;
    }
    return true;
  }

  private static void requireRest(MortalSystem system) {
    if (!new Rest(system.process().database()).await()) {
      throw new UnreachableException("the system does not come to rest without any crash");
    }
  }

  private Client nextClient(Scenario scenario, AckFile acks) {
    return new Client(scenario.word() + "-" + ++clients, acks);
  }

  private Path acks() {
    return plan.data().resolve("acks.jsonl");
  }
}
