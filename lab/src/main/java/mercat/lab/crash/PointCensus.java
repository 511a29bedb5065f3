package mercat.lab.crash;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import mercat.lab.system.Awaiting;
import mercat.verify.UnreachableException;

/**
 * Which scenario passes which point, counted on a process that lives. The points are those that the
 * running system names: nobody keeps a second list.
 */
final class PointCensus {
  private static final Duration IDLE = Duration.ofMillis(1_500);

  /** Nothing is written to the log of the feed where there is no broker. */
  private static final Pattern BESIDE_A_BROKER =
      Pattern.compile("feed\\..*|audit\\.follow-feed\\..*");

  private final RestartableSystem system;
  private final Function<PointScenario, PointClient> clients;
  private final boolean thorough;
  private final Map<String, Set<PointScenario>> passing = new TreeMap<>();

  /** Points that are passed while nobody asks for anything. */
  private final Set<String> ticking;

  private final List<String> leftOut;

  record Trial(String point, PointScenario scenario) {}

  /**
   * Runs one scenario after another, until every point that is wanted was passed.
   *
   * @param only the points that are wanted; empty for all there are
   */
  PointCensus(
      RestartableSystem system,
      Function<PointScenario, PointClient> clients,
      Set<String> only,
      boolean thorough) {
    this.system = system;
    this.clients = clients;
    this.thorough = thorough;
    system.restartCounting();
    var known = passages().keySet();
    leftOut =
        known.stream()
            .filter(point -> only.isEmpty() && BESIDE_A_BROKER.matcher(point).matches())
            .toList();
    for (var point : only.isEmpty() ? known : only) {
      if (!known.contains(point)) {
        throw new UnreachableException(
            "there is no fail point %s; there are %s".formatted(point, known));
      }
      passing.put(point, new LinkedHashSet<>());
    }
    leftOut.forEach(passing::remove);
    ticking = passedDuring(() -> Awaiting.pause(IDLE));
    for (var scenario : PointScenario.all()) {
      if (scenario.isLeft()) {
        note(ticking, scenario);
        if (thorough) {
          runLeft(scenario);
        }
      } else if (thorough || !unreached().isEmpty()) {
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
            .limit(thorough || ticking.contains(point) ? scenarios.size() : 1)
            .forEach(scenario -> trials.add(new Trial(point, scenario))));
    return trials;
  }

  /** Points that are passed beside a Kafka broker alone. */
  List<String> leftOut() {
    return leftOut;
  }

  List<String> unreached() {
    return passing.keySet().stream()
        .filter(point -> !ticking.contains(point))
        .filter(point -> requireNonNull(passing.get(point)).isEmpty())
        .toList();
  }

  /** What the next process passes by itself when an earlier one died: all of its way to rest. */
  private void runLeft(PointScenario scenario) {
    system.restartArmed(scenario.leftAt());
    clients.apply(scenario).askUntilDeath(scenario.asked());
    Awaiting.pause(RestartableSystem.LEASE);
    system.restartCounting();
    system.requireRest();
    var passed = passages();
    passed.values().removeIf(passages -> passages == 0);
    note(passed.keySet(), scenario);
  }

  private void run(PointScenario scenario) {
    var client = clients.apply(scenario);
    scenario.before().accept(client);
    system.requireRest();
    var passed =
        passedDuring(() -> {
          scenario.asked().accept(client);
          system.requireRest();
        });
    scenario.examine(client);
    scenario.after().accept(client);
    if (!client.troubles().isEmpty()) {
      throw new UnreachableException(
          "%s goes wrong where nobody dies: %s".formatted(scenario.word(), client.troubles()));
    }
    passed.removeAll(ticking);
    note(passed, scenario);
  }

  private void note(Set<String> passed, PointScenario scenario) {
    passing.forEach((point, scenarios) -> {
      if (passed.contains(point)) {
        scenarios.add(scenario);
      }
    });
  }

  private Set<String> passedDuring(Runnable work) {
    var before = passages();
    work.run();
    var passages = passages();
    passages.entrySet().removeIf(now -> now.getValue() <= before.getOrDefault(now.getKey(), 0L));
    return new TreeSet<>(passages.keySet());
  }

  private Map<String, Long> passages() {
    var passages = new TreeMap<String, Long>();
    system
        .told("/fail-points")
        .path("passages")
        .properties()
        .forEach(point -> passages.put(point.getKey(), point.getValue().asLong()));
    return passages;
  }
}
