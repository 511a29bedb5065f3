package mercat.simulation;

import static mercat.testkit.LocalNode.get;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.catalog.PutProduct;
import mercat.contracts.inventory.ReceiveStock;
import mercat.contracts.promotions.PutCoupon;
import mercat.platform.Failure;

/**
 * One seed: buyers and staff among faults, then calm, then the question whether everything came to
 * rest and whether what is left agrees with itself and with what was told.
 */
final class Simulation {
  private final long seed;
  private final World world;
  private final Journal journal = new Journal();
  private final Chance chance;
  private final Plan plan;

  /**
   * What a seed came to.
   *
   * @param fates how many orders met each
   * @param wrong what does not hold, empty when all does
   */
  record SimulationVerdict(Map<String, Integer> fates, List<String> wrong) {}

  private Simulation(long seed, Plan plan, World world) {
    this.seed = seed;
    this.chance = new Chance(seed);
    this.plan = plan;
    this.world = world;
  }

  /**
   * Runs a seed.
   *
   * @throws IllegalStateException when it cannot be run; names its journal
   */
  static SimulationVerdict run(long seed, World world) {
    return new Simulation(seed, Plan.of(seed), world).run();
  }

  /** Runs a seed with the highest fault rates there are, whose buyers all ask twice at once. */
  static SimulationVerdict runInAStorm(long seed, World world) {
    return new Simulation(seed, Plan.of(seed).inAStorm(), world).run();
  }

  private SimulationVerdict run() {
    journal.note("seed " + seed + ": " + plan.faultRates());
    journal.note(plan.settings().toString());
    plan.intentions().forEach(intention -> journal.note(intention.toString()));
    world.empty();
    var fates = new TreeMap<String, Integer>();
    List<String> wrong;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var nodes = new Nodes(world.database(), plan.settings(), chance, journal)) {
      wrong = live(nodes, threads, fates);
    } catch (RuntimeException | AssertionError broken) {
      journal.note("BROKEN: " + broken);
      throw new IllegalStateException(
          "seed %d broke off: %s%n  see %s".formatted(seed, broken, journal.write(seed)), broken);
    }
    if (wrong.isEmpty()) {
      return new SimulationVerdict(fates, wrong);
    }
    wrong.forEach(each -> journal.note("WRONG: " + each));
    var told = new ArrayList<>(wrong);
    told.add("see " + journal.write(seed));
    return new SimulationVerdict(fates, told);
  }

  private List<String> live(Nodes nodes, ExecutorService threads, Map<String, Integer> fates) {
    open(nodes);
    var errands =
        plan.intentions().stream()
            .map(intention -> new SimulatedBuyer(intention, nodes, chance, journal, threads))
            .toList();
    nodes.network().become(plan.faultRates());
    var work = new ArrayList<CompletableFuture<Void>>();
    errands.forEach(errand -> work.add(CompletableFuture.runAsync(errand::run, threads)));
    plan.blows()
        .forEach(blow -> nodes.network().later(blow.afterMs(), () -> nodes.crash(blow.place())));
    plan.deliveries()
        .forEach(delivery ->
            work.add(CompletableFuture.runAsync(() -> deliver(nodes, delivery, 4), threads)));
    work.forEach(CompletableFuture::join);

    nodes.network().become(FaultRates.CALM);
    journal.note("calm");
    var complaints = new ArrayList<>(world.broken(List.of()));
    complaints.addAll(awaitRest(nodes));
    if (!complaints.isEmpty()) {
      return complaints;
    }
    plan.deliveries().forEach(delivery -> insist(nodes, delivery));
    errands.forEach(SimulatedBuyer::askAgain);
    complaints.addAll(awaitRest(nodes));
    errands.forEach(errand -> complaints.addAll(errand.told().complaints(world)));
    complaints.addAll(world.leftBehind());
    complaints.addAll(
        world.broken(errands.stream().flatMap(errand -> errand.told().acks().stream()).toList()));
    var received =
        plan.deliveries().stream()
            .collect(
                Collectors.groupingBy(
                    delivery -> delivery.sku().value(),
                    Collectors.summingLong(ReceiveStock::quantity)));
    if (!received.equals(world.received())) {
      complaints.add("received " + world.received() + " instead of " + received);
    }
    errands.forEach(errand -> fates.merge(errand.told().fate(), 1, Integer::sum));
    return complaints;
  }

  private void open(Nodes nodes) {
    for (var product : plan.products()) {
      insist(nodes, new PutProduct(product));
    }
    insist(nodes, new PutCoupon(plan.coupon()));
    plan.deliveries().stream()
        .filter(delivery -> delivery.key().equals("first"))
        .forEach(delivery -> insist(nodes, delivery));
  }

  /** Says several times that a delivery has arrived, which counts once. */
  private void deliver(Nodes nodes, ReceiveStock delivery, int times) {
    for (int i = 0; i < times; i++) {
      boolean unused = isDone(nodes, i, delivery);
    }
  }

  /** Asks until it is done. */
  private void insist(Nodes nodes, Request<?> request) {
    var patience = nodes.network().patience();
    if (!Eventually.isTrue(patience, Duration.ofMillis(50), () -> isDone(nodes, 0, request))) {
      throw new IllegalStateException("not done: " + request);
    }
  }

  private <R extends Message> boolean isDone(Nodes nodes, int place, Request<R> request) {
    try {
      var reply = get(nodes.asking(place, SimulatedBuyer.STAFF, request));
      journal.note(request + ": " + reply);
      return true;
    } catch (Failure failure) {
      journal.note(request + ": " + failure.getMessage());
      return false;
    }
  }

  private List<String> awaitRest(Nodes nodes) {
    var left = new ArrayList<String>();
    var leastLeft = new AtomicInteger(Integer.MAX_VALUE);
    var patience = nodes.network().patience();
    boolean isAtRest =
        Eventually.isTrue(
            patience,
            Duration.ofMillis(20),
            () -> {
              nodes.awaitAll();
              left.clear();
              left.addAll(world.unfinished());
              if (leastLeft.getAndAccumulate(left.size(), Math::min) > left.size()) {
                patience.beginAnew();
              }
              if (left.isEmpty() && !nodes.network().isQuiet()) {
                left.add("messages travel");
              }
              return left.isEmpty();
            });
    return isAtRest
        ? List.of()
        : left.stream().map(each -> "does not come to rest: " + each).toList();
  }
}
