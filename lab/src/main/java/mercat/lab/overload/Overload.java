package mercat.lab.overload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.RetryPolicy;
import mercat.lab.shop.AckWriter;
import mercat.lab.shop.OrderLoad;
import mercat.lab.shop.ShopClient;
import mercat.lab.system.AtRest;
import mercat.lab.system.DataDirectory;
import mercat.lab.system.MemoryWatch;
import mercat.lab.system.SystemLaunch;
import mercat.lab.system.SystemProcess;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Progress;
import mercat.lab.terminal.Screen;
import mercat.verify.Ack;
import mercat.verify.Verify;

/** Offers a system of its own several times what it lets in, and looks what becomes of both. */
public final class Overload {
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration NORMAL = Duration.ofSeconds(10);
  private static final Duration SLICE = Duration.ofSeconds(1);
  private static final double HALF = 0.5;

  private static final double GOODPUT_REQUIRED = 0.8;

  /** Less than this part of what was meant to be offered is not the overload it is called. */
  private static final double OFFERED_REQUIRED = 0.95;

  private static final double NORMAL_AFTER_MAX_S = 10;

  /** What the Java process may hold, whatever is offered. */
  private static final double RESIDENT_MAX_MB = 500;

  /** Served as before: no slower than twice, and slower than this is slow. */
  private static final double NORMAL_P99_MS = 100;

  private final OverloadPlan plan;
  private final Screen screen;
  private final Path data;
  private final List<String> troubles = new ArrayList<>();
  private long buyers;

  public Overload(OverloadPlan plan, Screen screen) {
    this.plan = plan;
    this.screen = screen;
    this.data = plan.data().toAbsolutePath().normalize();
  }

  public OverloadVerdict run() {
    var startNanos = System.nanoTime();
    DataDirectory.fresh(data);
    var launch =
        SystemLaunch.in(data)
            .with(Map.of("MERCAT_EDGE_ORDERS_PER_SECOND_MAX", String.valueOf(plan.peak())));
    var told = data.resolve("acks.jsonl");
    try (var system = SystemProcess.startAndAwaitReady(launch, screen);
        var load = new LoadGenerator()) {
      var shop = new ShopClient(load, launch.address(), system.adminToken(), RetryPolicy.USUAL);
      var orders = new OrderLoad(shop, load);
      orders.openShop();
      List<Stretch> stretches;
      try (var acks = AckWriter.create(told);
          var memory = new MemoryWatch(system)) {
        stretches = rush(new Offering(orders, acks, memory));
      }
      if (!AtRest.await(system.database(), AtRest.SETTLING_MAX)) {
        troubles.add("not at rest after " + AtRest.SETTLING_MAX.toSeconds() + " s");
      }
      var verified = Verify.run(system.database(), Ack.read(told));
      troubles.addAll(verified.broken());
      return new OverloadVerdict(
          troubles.isEmpty(),
          plan.peak(),
          stretches,
          verified.all(),
          troubles,
          Numbers.secondsSince(startNanos));
    }
  }

  private record Offering(OrderLoad orders, AckWriter acks, MemoryWatch memory) {}

  private List<Stretch> rush(Offering offering) {
    var stretches = new ArrayList<Stretch>();
    var unused = stretch("warming up", offering, HALF, WARM_UP);
    var normal = stretch("half of the peak", offering, HALF, NORMAL);
    stretches.add(normal);
    if (normal.shed() > 0 || normal.errors() > 0) {
      troubles.add(
          "at half of the peak %d were refused and %d failed"
              .formatted(normal.shed(), normal.errors()));
    }
    for (var times : plan.times()) {
      var overload = stretch(times + " times", offering, times, plan.length());
      var recovered = overload.normalAfter(secondsUntilNormal(offering, normal));
      judge(recovered);
      stretches.add(recovered);
    }
    return stretches;
  }

  private Stretch stretch(String what, Offering offering, double times, Duration length) {
    var rush = new Rush(offering.orders(), buyers, offering.acks());
    var perSecond = plan.peak() * times;
    buyers += Math.round(perSecond * length.toMillis() / 1_000);
    var startNanos = System.nanoTime();
    var stretches = new ArrayList<Stretch>();
    Progress.during(
        screen,
        () ->
            "%s: %s orders/s offered … %d s of %d"
                .formatted(
                    what,
                    Numbers.decimal(perSecond),
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos),
                    length.toSeconds()),
        () -> {
          var report = offering.orders().openLoop(length, perSecond, rush);
          stretches.add(
              Stretch.of(
                  times,
                  plan.peak(),
                  report,
                  rush.withoutRetryAfter(),
                  offering.memory().peakMb()));
        });
    return stretches.getFirst();
  }

  /** How long it takes until half of the peak is served as before; a second's buyers at a time. */
  private double secondsUntilNormal(Offering offering, Stretch normal) {
    var endedNanos = System.nanoTime();
    var p99MaxMs = Math.max(NORMAL_P99_MS, 2 * normal.p99Ms());
    while (true) {
      var slice = stretch("until all is normal", offering, HALF, SLICE);
      var seconds = (System.nanoTime() - endedNanos) / 1e9;
      var isNormal = slice.shed() == 0 && slice.errors() == 0 && slice.p99Ms() <= p99MaxMs;
      if (isNormal || seconds > 3 * NORMAL_AFTER_MAX_S) {
        return seconds;
      }
    }
  }

  private void judge(Stretch overload) {
    var times = Numbers.decimal(overload.times()) + " times: ";
    if (overload.offered() < OFFERED_REQUIRED * overload.times() * plan.peak()) {
      troubles.add(
          times
              + "the lab could only offer %s a second, %s were sent late"
                  .formatted(Numbers.decimal(overload.offered()), Numbers.count(overload.late())));
    }
    if (overload.goodputRatio() < GOODPUT_REQUIRED) {
      troubles.add(
          times + "goodput is " + Numbers.decimal(overload.goodputRatio()) + " of the peak");
    }
    if (overload.errors() > 0) {
      troubles.add(
          times
              + "%d requests had neither an order nor a refusal, answers by status %s"
                  .formatted(overload.errors(), overload.answers()));
    }
    if (overload.withoutRetryAfter() > 0) {
      troubles.add(times + overload.withoutRetryAfter() + " refusals without Retry-After");
    }
    if (overload.residentMb() > RESIDENT_MAX_MB) {
      troubles.add(times + Numbers.decimal(overload.residentMb()) + " MB of memory");
    }
    if (overload.normalAfterS() > NORMAL_AFTER_MAX_S) {
      troubles.add(times + "normal only after " + Numbers.decimal(overload.normalAfterS()) + " s");
    }
  }
}
