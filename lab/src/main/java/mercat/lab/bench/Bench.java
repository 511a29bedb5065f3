package mercat.lab.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mercat.lab.bench.BenchPlan.Part;
import mercat.lab.bench.BenchVerdict.Latency;
import mercat.lab.bench.Floor.FloorScript;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.LoadGenerator.RequestStream;
import mercat.lab.load.RetryPolicy;
import mercat.lab.load.ServerAddress;
import mercat.lab.month.Month;
import mercat.lab.replay.Replay;
import mercat.lab.replay.Replay.ReplayPlan;
import mercat.lab.shop.AckWriter;
import mercat.lab.shop.OrderLoad;
import mercat.lab.shop.ShopClient;
import mercat.lab.shop.SignedInBuyers;
import mercat.lab.system.Awaiting;
import mercat.lab.system.DataDirectory;
import mercat.lab.system.FsyncProbe;
import mercat.lab.system.SystemLaunch;
import mercat.lab.system.SystemProcess;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;
import mercat.verify.ReadSession;

/** Measures a system of its own, step by step, with the floor beside it. */
public final class Bench {
  private static final double RANDOM_REQUIRED = 1.0;
  private static final double HOT_REQUIRED = 2.0;
  private static final double READ_REQUIRED = 0.8;
  private static final double SIGNED_IN_REQUIRED = 0.9;
  private static final Duration RELEASE_PATIENCE = Duration.ofSeconds(20);

  /** An idle session tells the server's statistics what it did within this time. */
  private static final Duration STATISTICS_LAG = Duration.ofSeconds(11);

  private final SystemLaunch launch;
  private final ServerAddress grpc;
  private final BenchPlan plan;
  private final boolean pgbenchAllowed;
  private final Screen screen;
  private final FloorScript script = FloorScript.load();
  private final List<String> troubles = new ArrayList<>();
  private final long startNanos = System.nanoTime();

  public Bench(SystemLaunch launch, BenchPlan plan, boolean pgbenchAllowed, Screen screen) {
    this.grpc = new ServerAddress(launch.host(), SystemLaunch.freePort(), "");
    this.launch =
        launch
            .with(SignedInBuyers.SETTINGS)
            .with(
                Map.of(
                    "MERCAT_EDGE_GRPC_ENABLED",
                    "true",
                    "MERCAT_EDGE_GRPC_PORT",
                    String.valueOf(grpc.port())));
    this.plan = plan;
    this.pgbenchAllowed = pgbenchAllowed;
    this.screen = screen;
  }

  public BenchVerdict run() {
    DataDirectory.fresh(launch.data());
    screen.note(SignedInBuyers.SETTINGS_SAID);
    screen.note("floor: schema.sql + order.sql, SHA-256 " + script.sha256());
    Measured measured;
    try (var load = new LoadGenerator();
        var system = SystemProcess.startAndAwaitReady(launch, screen)) {
      measured = measure(system, load);
    }
    BenchVerdict.Cluster clusters;
    try (var load = new LoadGenerator()) {
      var data = launch.data().resolve("clusters");
      clusters = new ClusterRace(data, plan, this::hasTime, screen, load).run(troubles);
    }
    screen.note("starting again, " + plan.starts() + " times …");
    var start = StartProbe.medians(launch, plan.starts());
    var checkout = measured.race.checkout;
    var reached =
        checkout.randomRatio() >= RANDOM_REQUIRED
            && checkout.hotRatio() >= HOT_REQUIRED
            && measured.read.ratio() >= READ_REQUIRED;
    var reachedSignedIn =
        measured.signedIn.randomRatio() >= SIGNED_IN_REQUIRED
            && measured.signedIn.hotRatio() >= SIGNED_IN_REQUIRED;
    return new BenchVerdict(
        troubles.isEmpty()
            && (reached || !plan.isFull(Part.REST))
            && (reachedSignedIn || !plan.isFull(Part.SIGNED_IN)),
        Runtime.getRuntime().availableProcessors(),
        measured.race.rounds,
        measured.fsyncMs,
        script.sha256(),
        measured.race.floorRunner,
        measured.race.floor,
        checkout,
        measured.signedIn,
        measured.latency,
        measured.release.p99Ms(),
        measured.release.samples(),
        measured.read,
        measured.grpc,
        new BenchVerdict.Start(start.firstOrderMs(), start.processorSeconds(), measured.residentMb),
        measured.month,
        measured.recommended,
        clusters,
        Numbers.secondsSince(startNanos),
        troubles);
  }

  private record Measured(
      double fsyncMs,
      Race race,
      BenchVerdict.SignedIn signedIn,
      Latency latency,
      ReleaseProbe.Release release,
      BenchVerdict.Read read,
      BenchVerdict.Month month,
      BenchVerdict.Recommended recommended,
      double residentMb,
      BenchVerdict.Grpc grpc) {}

  private Measured measure(SystemProcess system, LoadGenerator load) {
    var shop = new ShopClient(load, launch.address(), system.adminToken(), RetryPolicy.USUAL);
    var orders = new OrderLoad(shop, load);
    var fsyncMs = FsyncProbe.medianMs(launch.data());
    orders.openShop();
    if (plan.coupons()) {
      orders.openCoupons();
    }
    var race = race(orders, system);
    var month = Month.bundled(launch.data()).first(plan.monthOrders());
    return new Measured(
        fsyncMs,
        race,
        signedIn(orders, system),
        latency(orders, race.checkout.random() / 2),
        release(orders, system),
        read(orders),
        month(shop, system, month),
        recommended(orders, system, month, race.checkout.random() / 4),
        system.peakMb(),
        grpc());
  }

  /** Whether a further round may begin; a slow machine does fewer, and says so. */
  private boolean hasTime(int round, int rounds, Duration until) {
    var isTime = round == 1 || System.nanoTime() - startNanos < until.toNanos();
    if (!isTime && round <= rounds) {
      screen.note(
          "this machine is slow today: %d of %d rounds, so that all ends in 12 minutes"
              .formatted(round - 1, rounds));
    }
    return isTime && round <= rounds;
  }

  private record Race(
      int rounds, String floorRunner, BenchVerdict.Rates floor, BenchVerdict.Checkout checkout) {}

  private Race race(OrderLoad load, SystemProcess system) {
    try (var floor = new Floor(system.database(), script, pgbenchAllowed);
        var session = ReadSession.on(system.database())) {
      screen.note("warming up …");
      var unused = load.closedLoop(plan.warmUp(), raced(load, OrderLoad.SKUS));
      var checkout =
          new CheckoutRace(load, List.of(launch.address()), session, plan.isFull(Part.REST));
      checkout.awaitRest();
      Awaiting.pause(STATISTICS_LAG);
      var before = ContextWork.now(session);
      var beside = new RaceSide(session, () -> ProcessorTime.ofServer(session), floor::round);
      var ours =
          RaceSide.of(system, session, (skus, length) -> checkout.round(raced(load, skus), length));
      var round = 1;
      for (; hasTime(round, plan.rounds(Part.RACE), BenchPlan.RACE_UNTIL); round++) {
        for (var skus : List.of(OrderLoad.SKUS, 1)) {
          var floorRate = beside.round(skus, plan.round(Part.RACE));
          var rate = ours.round(skus, plan.round(Part.RACE));
          screen.note(
              "round %d of %d, %d articles: %s/s, floor %s/s"
                  .formatted(
                      round,
                      plan.rounds(Part.RACE),
                      skus,
                      Numbers.decimal(rate),
                      Numbers.decimal(floorRate)));
        }
      }
      Awaiting.pause(STATISTICS_LAG);
      var after = ContextWork.now(session);
      troubles.addAll(checkout.troubles());
      if (!after.countsCommits()) {
        troubles.add("the server counts no statements: transactions per order are unknown");
      }
      double floorOrders = Math.max(1, floor.orders());
      double orders = Math.max(1, checkout.orders());
      var micros = ours.microsPer(orders);
      var floorMicros = beside.microsPer(floorOrders);
      var wal = ours.walBytesPer(orders);
      var floorWal = beside.walBytesPer(floorOrders);
      return new Race(
          round - 1,
          floor.runner(),
          new BenchVerdict.Rates(
              beside.random(),
              beside.hot(),
              floor.rowsWritten() / floorOrders,
              floorMicros,
              floor.clientMicros() / floorOrders,
              floorWal),
          new BenchVerdict.Checkout(
              ours.random(),
              ours.hot(),
              ours.randomBeside(beside),
              ours.hotBeside(beside),
              (after.rowsWritten() - before.rowsWritten()) / orders,
              after.commitsSince(before) / orders,
              ours.transactionIdsPer(orders),
              micros,
              Numbers.ratio(micros, floorMicros),
              wal,
              Numbers.ratio(wal, floorWal),
              after.perOrderSince(before, orders)));
    }
  }

  private RequestStream raced(OrderLoad load, int skus) {
    return plan.coupons() ? load.ordersWithCoupons(skus) : load.orders(skus, "tok_ok");
  }

  private BenchVerdict.SignedIn signedIn(OrderLoad load, SystemProcess system) {
    screen.note("guests, and buyers who have signed in …");
    try (var race = new SignedInRace(load, system, plan, this::hasTime, screen)) {
      return race.run(troubles);
    }
  }

  private Latency latency(OrderLoad load, double perSecond) {
    screen.note("latency at " + Numbers.decimal(perSecond) + " orders/s …");
    var report =
        load.openLoop(
            plan.latency(), Math.max(1, perSecond), load.orders(OrderLoad.SKUS, "tok_ok"));
    var overloaded = plan.isFull(Part.REST) ? 0 : report.count(503) + report.count(504);
    if (report.count(201) + overloaded != report.requests()) {
      troubles.add("at half of peak, responses by status " + report.byStatus());
    }
    return new Latency(perSecond, report.percentileMs(50), report.percentileMs(99));
  }

  private ReleaseProbe.Release release(OrderLoad load, SystemProcess system) {
    screen.note("how long a declined order holds its stock …");
    var release = ReleaseProbe.run(load, system.database(), plan.release(), RELEASE_PATIENCE);
    if (release.missing() > 0) {
      troubles.add(release.missing() + " declined orders still hold their stock");
    }
    return release;
  }

  private BenchVerdict.Read read(OrderLoad load) {
    screen.note("reads of one product, and of a bare server …");
    return ReadRace.run(load, launch.data().resolve("bare"), plan);
  }

  private BenchVerdict.Grpc grpc() {
    screen.note("orders by gRPC and by HTTP, by one client …");
    try (var race = new GrpcRace(plan, launch.address(), grpc)) {
      return race.run();
    }
  }

  private BenchVerdict.Recommended recommended(
      OrderLoad orders, SystemProcess system, Month month, double ordersPerSecond) {
    screen.note("recommendations of that month, alone and beside orders …");
    return new RecommendationProbe(orders, system, plan, screen)
        .run(month, Math.max(1, ordersPerSecond), troubles);
  }

  private BenchVerdict.Month month(ShopClient shop, SystemProcess system, Month month) {
    screen.note("a month of real trade …");
    var database = Optional.of(system.database());
    var verdict =
        new Replay(shop, database, AckWriter.create(null), ReplayPlan.WHOLE, screen).run(month);
    if (!verdict.ok()) {
      troubles.add("the month is not to the penny: " + verdict.troubles());
    }
    return new BenchVerdict.Month(verdict.seconds() + verdict.captureSeconds(), verdict.ok());
  }
}
