package mercat.lab.crash;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import mercat.lab.load.Patience;
import mercat.lab.load.UnreachableException;
import mercat.lab.shop.Waiting;

/**
 * Which scenario passes which point, counted on a process that lives. The points are those that the
 * running system names: nobody keeps a second list.
 */
final class PointCensus {
  private static final Duration IDLE = Duration.ofMillis(1_500);

  private final MortalSystem system;
  private final Function<Scenario, Client> clients;
  private final PointsPlan plan;
  private final Map<String, Set<Scenario>> passing = new TreeMap<>();

  /** Points that are passed while nobody asks for anything. */
  private final Set<String> ticking = new TreeSet<>();

  /**
   * A census, to be taken.
   *
   * @param clients makes the client of a scenario
   */
  PointCensus(MortalSystem system, Function<Scenario, Client> clients, PointsPlan plan) {
    this.system = system;
    this.clients = clients;
    this.plan = plan;
  }

  /** One death to be died. */
  record Trial(String point, Scenario scenario) {}

  /** Runs one scenario after another, until every point that is wanted was passed. */
  void take() {
    system.reviveCounting();
    passages().keySet().stream()
        .filter(plan::wants)
        .forEach(point -> passing.put(point, EnumSet.noneOf(Scenario.class)));
    for (var wanted : plan.only()) {
      if (!passing.containsKey(wanted)) {
        throw new UnreachableException(
            "there is no fail point %s; there are %s".formatted(wanted, passages().keySet()));
      }
    }
    ticking.addAll(passedDuring(() -> Waiting.pause(IDLE)));
    for (var scenario : Scenario.values()) {
      if (scenario.isLeft()) {
        ticking.forEach(point -> note(point, scenario));
        if (plan.thorough()) {
          runLeft(scenario);
        }
      } else if (plan.thorough() || !unreached().isEmpty()) {
        run(scenario);
      }
    }
  }

  /**
   * The deaths to be died: each point in the first scenario that passes it, or in all. A point that
   * is passed without anybody asking is tried wherever an earlier process left work behind.
   */
  List<Trial> trials() {
    var trials = new ArrayList<Trial>();
    passing.forEach((point, scenarios) ->
        scenarios.stream()
            .limit(plan.thorough() || ticking.contains(point) ? scenarios.size() : 1)
            .forEach(scenario -> trials.add(new Trial(point, scenario))));
    return trials;
  }

  /** Points that no scenario passes. */
  List<String> unreached() {
    return passing.keySet().stream()
        .filter(point -> !ticking.contains(point) && scenariosOf(point).isEmpty())
        .toList();
  }

  /** What the next process passes by itself when an earlier one died: all of its way to rest. */
  private void runLeft(Scenario scenario) {
    system.reviveMortal(scenario.leftAt());
    scenario.actUntilDeath(system.shop(Client.MORTAL), clients.apply(scenario));
    Waiting.pause(MortalSystem.LEASE);
    system.reviveCounting();
    system.requireRest();
    passages()
        .forEach((point, passages) -> {
          if (passages > 0) {
            note(point, scenario);
          }
        });
  }

  private void run(Scenario scenario) {
    var client = clients.apply(scenario);
    var shop = system.shop(Patience.USUAL);
    scenario.prepare(shop, client);
    system.requireRest();
    var passed =
        passedDuring(() -> {
          scenario.act(shop, client);
          system.requireRest();
        });
    var wrong = scenario.wrong(shop, client, system.fates());
    if (!wrong.isEmpty() || !client.troubles().isEmpty()) {
      throw new UnreachableException(
          "%s goes wrong where nobody dies: %s %s"
              .formatted(scenario.word(), wrong, client.troubles()));
    }
    passed.removeAll(ticking);
    passed.forEach(point -> note(point, scenario));
  }

  private void note(String point, Scenario scenario) {
    if (passing.containsKey(point)) {
      scenariosOf(point).add(scenario);
    }
  }

  private Set<Scenario> scenariosOf(String point) {
    return requireNonNull(passing.get(point));
  }

  private Set<String> passedDuring(Runnable work) {
    var before = passages();
    work.run();
    var passed = new TreeSet<String>();
    passages()
        .forEach((point, passages) -> {
          if (passages > before.getOrDefault(point, 0L)) {
            passed.add(point);
          }
        });
    return passed;
  }

  private Map<String, Long> passages() {
    var passages = new TreeMap<String, Long>();
    try {
      new ObjectMapper()
          .readTree(system.told("/fail-points"))
          .path("passages")
          .properties()
          .forEach(point -> passages.put(point.getKey(), point.getValue().asLong()));
    } catch (JsonProcessingException malformed) {
      throw new UnreachableException("the fail points cannot be read", malformed);
    }
    return passages;
  }
}
