package mercat.lab.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.RetryPolicy;
import mercat.lab.month.BundledMonth;
import mercat.lab.replay.Replay;
import mercat.lab.replay.ReplayPlan;
import mercat.lab.shop.AckWriter;
import mercat.lab.shop.OrderLoad;
import mercat.lab.shop.ShopClient;
import mercat.lab.system.DataDirectory;
import mercat.lab.system.MemoryWatch;
import mercat.lab.system.SystemLaunch;
import mercat.lab.system.SystemProcess;
import mercat.lab.system.Waiting;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;
import mercat.verify.DatabaseAccess;
import mercat.verify.ReadSession;

/** Measures a system of its own, step by step, with the floor beside it. */
public final class Bench {
  private static final double RANDOM_REQUIRED = 1.0;
  private static final double HOT_REQUIRED = 2.0;
  private static final double READ_REQUIRED = 0.8;

  private static final Duration RELEASE_PATIENCE = Duration.ofSeconds(20);

  /** An idle session tells the server's statistics what it did within this time. */
  private static final Duration STATISTICS_LAG = Duration.ofSeconds(11);

  private final SystemLaunch launch;
  private final BenchPlan plan;
  private final boolean pgbenchAllowed;
  private final Screen screen;
  private final List<String> troubles = new ArrayList<>();

  public Bench(SystemLaunch launch, BenchPlan plan, boolean pgbenchAllowed, Screen screen) {
    this.launch = launch;
    this.plan = plan;
    this.pgbenchAllowed = pgbenchAllowed;
    this.screen = screen;
  }

  public BenchVerdict run() {
    var startNanos = System.nanoTime();
    DataDirectory.fresh(launch.data());
    var script = FloorScript.load();
    screen.note("floor: schema.sql + order.sql, SHA-256 " + script.sha256());
    Measured measured;
    try (var load = new LoadGenerator()) {
      try (var system = SystemProcess.startAndAwaitReady(launch, screen)) {
        measured = measure(system, load, script);
      }
    }
    ClusterRace.Rates clusters;
    try (var load = new LoadGenerator()) {
      clusters =
          new ClusterRace(launch.data().resolve("clusters"), plan, screen, troubles).run(load);
    }
    screen.note("starting again, " + plan.starts() + " times …");
    var firstOrderMs = StartProbe.medianMs(launch, plan.starts());
    return verdict(script, measured, clusters, firstOrderMs, Numbers.secondsSince(startNanos));
  }

  private record Measured(
      double fsyncMs,
      Race race,
      BenchVerdict.Latency latency,
      ReleaseProbe.Release release,
      ReadRace.Reads reads,
      double residentMb,
      BenchVerdict.Month month) {}

  private Measured measure(SystemProcess system, LoadGenerator load, FloorScript script) {
    var shop = new ShopClient(load, launch.address(), system.adminToken(), RetryPolicy.USUAL);
    var bench = new OrderLoad(shop, load);
    var database = system.database();
    var fsyncMs = FsyncProbe.medianMs(launch.data());
    bench.openShop();
    try (var memory = new MemoryWatch(system)) {
      var race = race(bench, system, script);
      var latency = latency(bench, race.random().median() / 2);
      screen.note("how long a declined order holds its stock …");
      var release = ReleaseProbe.run(bench, database, plan.release(), RELEASE_PATIENCE);
      if (release.missing() > 0) {
        troubles.add(release.missing() + " declined orders still hold their stock");
      }
      screen.note("reads of one product, and of a bare server …");
      var reads = ReadRace.run(bench, launch.data().resolve("bare"), plan);
      screen.note("a month of real trade …");
      var month = month(shop, database);
      return new Measured(fsyncMs, race, latency, release, reads, memory.peakMb(), month);
    }
  }

  private record Race(
      Medians random,
      Medians hot,
      Medians floorRandom,
      Medians floorHot,
      String floorRunner,
      double floorRowsPerOrder,
      double rowsPerOrder,
      double commitsPerOrder,
      double transactionIdsPerOrder,
      Cost cost,
      Cost floorCost,
      double floorClientMicros) {}

  /** For one order. */
  private record Cost(double micros, double walBytes) {
    static Cost of(CostMeter meter, long orders) {
      return new Cost(meter.microsPer(orders), meter.walBytesPer(orders));
    }
  }

  private Race race(OrderLoad bench, SystemProcess system, FloorScript script) {
    try (var floor = Floor.prepare(system.database(), script, pgbenchAllowed);
        var session = ReadSession.on(system.database())) {
      screen.note("warming up …");
      var unused = bench.closedLoop(plan.warmUp(), bench.orders(OrderLoad.SKUS, "tok_ok"));
      var checkout = new Checkout(bench, List.of(bench.shop().address()), session, plan.isJudged());
      checkout.awaitRest();
      Waiting.pause(STATISTICS_LAG);
      var before = DatabaseWork.now(session);
      var cost =
          new CostMeter(
              session, () -> ProcessorTime.of(system.pid()) + ProcessorTime.ofServer(session));
      var floorCost = new CostMeter(session, () -> ProcessorTime.ofServer(session));
      var floorClient = new CostMeter(session, floor::clientMicros);
      var floorRandom = new Medians();
      var floorHot = new Medians();
      var random = new Medians();
      var hot = new Medians();
      for (var round = 1; round <= plan.rounds(); round++) {
        for (var skus : List.of(OrderLoad.SKUS, 1)) {
          (skus == 1 ? floorHot : floorRandom)
              .add(
                  floorClient.during(
                      () -> floorCost.during(() -> floor.round(skus, plan.round()))));
          (skus == 1 ? hot : random).add(cost.during(() -> checkout.round(skus, plan.round())));
        }
        screen.note(
            "round %d of %d: random %s/s (floor %s), hot %s/s (floor %s)"
                .formatted(
                    round,
                    plan.rounds(),
                    Numbers.decimal(random.last()),
                    Numbers.decimal(floorRandom.last()),
                    Numbers.decimal(hot.last()),
                    Numbers.decimal(floorHot.last())));
      }
      Waiting.pause(STATISTICS_LAG);
      var after = DatabaseWork.now(session);
      var orders = checkout.orders();
      troubles.addAll(checkout.troubles());
      if (after.commitsByRole().isEmpty()) {
        troubles.add("the server counts no statements: transactions per order are unknown");
      }
      return new Race(
          random,
          hot,
          floorRandom,
          floorHot,
          floor.runner(),
          (double) floor.rowsWritten() / Math.max(1, floor.orders()),
          after.rowsPerOrder(before, orders),
          after.commitsPerOrder(before, orders),
          checkout.transactionIdsPerOrder(),
          Cost.of(cost, orders),
          Cost.of(floorCost, floor.orders()),
          floorClient.microsPer(floor.orders()));
    }
  }

  private BenchVerdict.Latency latency(OrderLoad bench, double perSecond) {
    screen.note("latency at " + Numbers.decimal(perSecond) + " orders/s …");
    var report =
        bench.openLoop(
            plan.latency(), Math.max(1, perSecond), bench.orders(OrderLoad.SKUS, "tok_ok"));
    var overloaded = plan.isJudged() ? 0 : report.count(503) + report.count(504);
    if (report.count(201) + overloaded != report.responses() || report.broken() > 0) {
      troubles.add("at half of peak, responses by status " + report.byStatus());
    }
    return new BenchVerdict.Latency(
        Numbers.rounded(perSecond),
        Numbers.rounded(report.percentileMs(50)),
        Numbers.rounded(report.percentileMs(99)));
  }

  private BenchVerdict.Month month(ShopClient shop, DatabaseAccess database) {
    var replay =
        new Replay(
            shop,
            Optional.of(database),
            AckWriter.create(null),
            new ReplayPlan(64, java.math.BigDecimal.ONE),
            screen);
    var verdict = replay.run(BundledMonth.read(launch.data()).first(plan.monthOrders()));
    if (!verdict.ok()) {
      troubles.add("the month is not to the penny: " + verdict.troubles());
    }
    return new BenchVerdict.Month(
        Numbers.rounded(verdict.seconds() + verdict.captureSeconds()), verdict.ok());
  }

  private BenchVerdict verdict(
      FloorScript script,
      Measured measured,
      ClusterRace.Rates clusters,
      double firstOrderMs,
      double seconds) {
    var race = measured.race();
    var randomRatio = ratio(race.random().median(), race.floorRandom().median());
    var hotRatio = ratio(race.hot().median(), race.floorHot().median());
    var reached =
        randomRatio >= RANDOM_REQUIRED
            && hotRatio >= HOT_REQUIRED
            && measured.reads().ratio() >= READ_REQUIRED;
    return new BenchVerdict(
        troubles.isEmpty() && (reached || !plan.isJudged()),
        Runtime.getRuntime().availableProcessors(),
        plan.rounds(),
        Numbers.rounded(measured.fsyncMs()),
        script.sha256(),
        race.floorRunner(),
        new BenchVerdict.Rates(
            Numbers.rounded(race.floorRandom().median()),
            Numbers.rounded(race.floorHot().median()),
            Numbers.rounded(race.floorRowsPerOrder()),
            Numbers.rounded(race.floorCost().micros()),
            Numbers.rounded(race.floorClientMicros()),
            Numbers.rounded(race.floorCost().walBytes())),
        new BenchVerdict.Checkout(
            Numbers.rounded(race.random().median()),
            Numbers.rounded(race.hot().median()),
            Numbers.rounded(randomRatio),
            Numbers.rounded(hotRatio),
            Numbers.rounded(race.rowsPerOrder()),
            Numbers.rounded(race.commitsPerOrder()),
            Numbers.rounded(race.transactionIdsPerOrder()),
            Numbers.rounded(race.cost().micros()),
            Numbers.rounded(ratio(race.cost().micros(), race.floorCost().micros())),
            Numbers.rounded(race.cost().walBytes()),
            Numbers.rounded(ratio(race.cost().walBytes(), race.floorCost().walBytes()))),
        measured.latency(),
        Numbers.rounded(measured.release().p99Ms()),
        measured.release().samples(),
        new BenchVerdict.Read(
            Numbers.rounded(measured.reads().bare()),
            Numbers.rounded(measured.reads().product()),
            Numbers.rounded(measured.reads().ratio())),
        new BenchVerdict.Start(
            Numbers.rounded(firstOrderMs), Numbers.rounded(measured.residentMb())),
        measured.month(),
        new BenchVerdict.Cluster(
            Numbers.rounded(clusters.full()),
            Numbers.rounded(clusters.split()),
            Numbers.rounded(clusters.one()),
            Numbers.rounded(clusters.fullRatio())),
        seconds,
        troubles);
  }

  private static double ratio(double figure, double beside) {
    return figure / Math.max(1e-9, beside);
  }
}
