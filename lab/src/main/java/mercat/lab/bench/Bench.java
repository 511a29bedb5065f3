package mercat.lab.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mercat.lab.database.DatabaseAccess;
import mercat.lab.database.ReadSession;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.LoadReport;
import mercat.lab.load.Patience;
import mercat.lab.month.BundledMonth;
import mercat.lab.replay.Replay;
import mercat.lab.replay.ReplayPlan;
import mercat.lab.shop.AckFile;
import mercat.lab.shop.Shop;
import mercat.lab.shop.Waiting;
import mercat.lab.system.MemoryWatch;
import mercat.lab.system.SystemLaunch;
import mercat.lab.system.SystemProcess;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;

/** Measures a system of its own, step by step, with the floor beside it. */
final class Bench {
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

  Bench(SystemLaunch launch, BenchPlan plan, boolean pgbenchAllowed, Screen screen) {
    this.launch = launch;
    this.plan = plan;
    this.pgbenchAllowed = pgbenchAllowed;
    this.screen = screen;
  }

  BenchVerdict run() {
    var startNanos = System.nanoTime();
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
    return verdict(
        script, measured, clusters, firstOrderMs, (System.nanoTime() - startNanos) / 1e9);
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
    var shop = new Shop(load, launch.address(), system.adminToken(), Patience.USUAL);
    var bench = new BenchShop(shop, load);
    var database = system.database();
    var fsyncMs = FsyncProbe.medianMs(launch.data());
    bench.open();
    try (var memory = new MemoryWatch(system)) {
      var race = race(bench, database, script);
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
      double transactionIdsPerOrder) {}

  private Race race(BenchShop bench, DatabaseAccess database, FloorScript script) {
    try (var floor = Floor.prepare(database, script, pgbenchAllowed);
        var session = new ReadSession(database.asVerifier())) {
      screen.note("warming up …");
      bench.warmUp(plan.warmUp());
      var checkout = new Checkout(bench, session, plan.isJudged());
      if (!checkout.awaitRest()) {
        troubles.add("followers had not caught up after the warm-up");
      }
      Waiting.pause(STATISTICS_LAG);
      var before = DatabaseWork.now(session);
      var floorRandom = new Medians();
      var floorHot = new Medians();
      var random = new Medians();
      var hot = new Medians();
      for (var round = 1; round <= plan.rounds(); round++) {
        floorRandom.add(floor.round(BenchShop.SKUS, plan.round()));
        random.add(checkout.round(BenchShop.SKUS, plan.round()));
        floorHot.add(floor.round(1, plan.round()));
        hot.add(checkout.round(1, plan.round()));
        screen.note(
            "round %d of %d: random %s/s (floor %s), hot %s/s (floor %s)"
                .formatted(
                    round,
                    plan.rounds(),
                    Numbers.decimal(random.all().getLast()),
                    Numbers.decimal(floorRandom.all().getLast()),
                    Numbers.decimal(hot.all().getLast()),
                    Numbers.decimal(floorHot.all().getLast())));
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
          checkout.transactionIdsPerOrder());
    }
  }

  private BenchVerdict.Latency latency(BenchShop bench, double perSecond) {
    screen.note("latency at " + Numbers.decimal(perSecond) + " orders/s …");
    var stream = bench.orders(BenchShop.SKUS, "tok_ok");
    LoadReport report =
        bench
            .load()
            .openLoop(
                bench.shop().address(),
                BenchShop.CONNECTIONS,
                plan.latency(),
                Math.max(1, perSecond),
                number -> stream.next());
    var overloaded = plan.isJudged() ? 0 : report.count(503) + report.count(504);
    if (report.count(201) + overloaded != report.answers() || report.broken() > 0) {
      troubles.add("at half of peak, answers by status " + report.byStatus());
    }
    return new BenchVerdict.Latency(
        Numbers.rounded(perSecond),
        Numbers.rounded(report.percentileMs(50)),
        Numbers.rounded(report.percentileMs(99)));
  }

  private BenchVerdict.Month month(Shop shop, DatabaseAccess database) {
    var replay =
        new Replay(
            shop,
            Optional.of(database),
            AckFile.none(),
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
    var randomRatio = race.random().median() / Math.max(1e-9, race.floorRandom().median());
    var hotRatio = race.hot().median() / Math.max(1e-9, race.floorHot().median());
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
            Numbers.rounded(race.floorRowsPerOrder())),
        new BenchVerdict.Checkout(
            Numbers.rounded(race.random().median()),
            Numbers.rounded(race.hot().median()),
            Numbers.rounded(randomRatio),
            Numbers.rounded(hotRatio),
            Numbers.rounded(race.rowsPerOrder()),
            Numbers.rounded(race.commitsPerOrder()),
            Numbers.rounded(race.transactionIdsPerOrder())),
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
        Numbers.rounded(seconds),
        troubles);
  }
}
