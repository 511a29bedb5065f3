package mercat.lab.siege;

import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.LoadReport;
import mercat.lab.load.RawResponse;
import mercat.lab.load.RequestStream;
import mercat.lab.load.RequestTemplate;
import mercat.lab.load.RetryPolicy;
import mercat.lab.month.Month;
import mercat.lab.shop.AckWriter;
import mercat.lab.shop.OrderLoad;
import mercat.lab.shop.ShopClient;
import mercat.lab.system.AtRest;
import mercat.lab.system.DataDirectory;
import mercat.lab.system.MemoryWatch;
import mercat.lab.system.SystemLaunch;
import mercat.lab.system.SystemProcess;
import mercat.lab.terminal.Bounds;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Progress;
import mercat.lab.terminal.Screen;
import mercat.verify.Ack;
import mercat.verify.Findings;
import mercat.verify.Verify;

/** Attacks a system of its own in every way at once, beside buyers who only want to buy. */
public final class Siege {
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final int HEAVY_PRODUCTS = 100;
  private static final int HEAVY_CHARACTERS = 20_000;
  private static final double SERVED_REQUIRED = 0.95;
  private static final String KEY = "honest-";
  private static final int CREATED = 201;
  private static final int ACCEPTED = 202;
  private static final int INTERNAL_ERROR = 500;

  private final Plan plan;
  private final Screen screen;
  private final List<String> troubles = new ArrayList<>();
  private long buyers;

  /**
   * A siege: so many honest orders a second, for so long.
   *
   * @param strength how many attackers come, as a part of the usual number
   */
  public record Plan(Path data, int perSecond, Duration length, double strength) {
    public Plan {
      Bounds.check("strength", strength, 0, 10);
      Bounds.check("orders", perSecond, 1, 10_000);
      Bounds.check("seconds", (int) length.toSeconds(), 1, 3_600);
    }
  }

  public Siege(Plan plan, Screen screen) {
    this.plan = plan;
    this.screen = screen;
  }

  public SiegeVerdict run() {
    var data = plan.data().toAbsolutePath().normalize();
    DataDirectory.fresh(data);
    var launch = SystemLaunch.in(data);
    var told = data.resolve("acks.jsonl");
    try (var system = SystemProcess.startAndAwaitReady(launch, screen);
        var load = new LoadGenerator()) {
      var shop = new ShopClient(load, launch.address(), system.adminToken(), RetryPolicy.USUAL);
      var orders = new OrderLoad(shop, load);
      orders.openShop();
      troubles.addAll(
          shop.importProducts(heavyProducts(), Attacks.CATEGORY, "x".repeat(HEAVY_CHARACTERS)));
      LoadReport before;
      LoadReport during;
      double memoryMb;
      var attackers = new Attackers(launch.address(), Attacks.all(), plan.strength());
      try (var acks = AckWriter.create(told);
          var memory = new MemoryWatch(system);
          attackers) {
        before = buy("in peace", orders, acks, WARM_UP);
        attackers.start();
        during = buy("under siege", orders, acks, plan.length());
        memoryMb = memory.peakMb();
      }
      if (!AtRest.await(system.database(), AtRest.SETTLING_MAX)) {
        troubles.add("not at rest after " + AtRest.SETTLING_MAX.toSeconds() + " s");
      }
      var verified = Verify.run(system.database(), Ack.read(told));
      troubles.addAll(verified.broken());
      return verdict(before, during, memoryMb, attackers.tolls(), verified);
    }
  }

  /** Products whose pages weigh megabytes. */
  private static List<Month.Product> heavyProducts() {
    return IntStream.range(0, HEAVY_PRODUCTS)
        .mapToObj(i -> new Month.Product("SIEGE-" + i, "Heavy article " + i, 1_999))
        .toList();
  }

  private LoadReport buy(String when, OrderLoad orders, AckWriter acks, Duration length) {
    var buying = new Buying(orders.order(KEY, "tok_ok"), buyers, acks);
    buyers += plan.perSecond() * length.toSeconds();
    var startNanos = System.nanoTime();
    var report = new AtomicReference<LoadReport>();
    Progress.during(
        screen,
        () ->
            "%s orders/s %s … %d s of %d"
                .formatted(
                    Numbers.count(plan.perSecond()),
                    when,
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos),
                    length.toSeconds()),
        () -> report.set(orders.openLoop(length, plan.perSecond(), buying)));
    return report.get();
  }

  /** Honest buyers, each under a key of their own; what they are told is written down. */
  private record Buying(RequestTemplate template, long first, AckWriter acks)
      implements RequestStream {
    @Override
    public Buffer request(long number) {
      var buyer = first + number;
      return template.render(buyer, buyer % OrderLoad.BUYERS, buyer % OrderLoad.SKUS);
    }

    @Override
    public boolean keepsBody(long number) {
      return true;
    }

    @Override
    public void seen(long number, RawResponse response, long respondedNanos) {
      if (response.status() == CREATED) {
        acks.write(
            KEY + RequestTemplate.digits(first + number), ShopClient.placed(response.bodyText()));
      }
    }
  }

  private SiegeVerdict verdict(
      LoadReport before,
      LoadReport during,
      double memoryMb,
      List<Attackers.Toll> tolls,
      Findings verified) {
    var offered = during.responses() + during.broken();
    var taken = during.count(CREATED) + during.count(ACCEPTED);
    var served = taken / (double) Math.max(1, offered);
    if (served < SERVED_REQUIRED) {
      troubles.add(
          "only %s of the honest orders were taken, answers by status %s, %d without one"
              .formatted(Numbers.decimal(served), during.byStatus(), during.broken()));
    }
    for (var toll : tolls) {
      if (toll.answers().containsKey(INTERNAL_ERROR)) {
        troubles.add(toll.attack() + ": answered with 500");
      }
    }
    return new SiegeVerdict(
        troubles.isEmpty(),
        during.seconds(),
        offered,
        taken,
        served,
        before.successPercentileMs(99),
        during.successPercentileMs(99),
        memoryMb,
        tolls,
        verified.all(),
        troubles);
  }
}
