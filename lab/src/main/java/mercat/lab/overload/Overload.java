package mercat.lab.overload;

import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.LoadReport;
import mercat.lab.load.RawResponse;
import mercat.lab.load.RequestStream;
import mercat.lab.load.RequestTemplate;
import mercat.lab.load.RetryPolicy;
import mercat.lab.overload.OverloadVerdict.Stretch;
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
  private final List<String> troubles = new ArrayList<>();

  public Overload(OverloadPlan plan, Screen screen) {
    this.plan = plan;
    this.screen = screen;
  }

  /**
   * An overload as it was asked for.
   *
   * @param data an empty directory for the system
   * @param peak orders a second that the system lets in, 10 to 10,000
   * @param times how many times the peak is offered, one after another; each 1 to 50, and at most
   *     20,000 orders a second
   * @param length of each, 1 s to 10 min
   */
  public record OverloadPlan(Path data, int peak, List<Integer> times, Duration length) {
    private static final int OFFERED_MAX = 20_000;

    public OverloadPlan {
      Bounds.check("peak", peak, 10, 10_000);
      Bounds.check("times", times.size(), 1, 50);
      for (var one : times) {
        Bounds.check("times", one, 1, 50);
        if ((long) peak * one > OFFERED_MAX) {
          throw new IllegalArgumentException(
              "%d times %d is more than %d orders/s, which the lab cannot send"
                  .formatted(one, peak, OFFERED_MAX));
        }
      }
      Bounds.check("seconds", length.toSeconds(), 1, 600);
    }
  }

  public OverloadVerdict run() {
    var startNanos = System.nanoTime();
    var data = plan.data().toAbsolutePath().normalize();
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
        stretches = new Rush(orders, acks, memory).run();
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

  /**
   * Buyers who each ask once, for one unit, under a key of their own. What they are told is written
   * down; who is told to come later must be told when.
   */
  private final class Rush implements RequestStream {
    private static final String KEY = "rush-";

    private final OrderLoad orders;
    private final AckWriter acks;
    private final MemoryWatch memory;
    private final RequestTemplate template;

    /** How many buyers came in earlier stretches. */
    private long before;

    private long withoutRetryAfter;

    Rush(OrderLoad orders, AckWriter acks, MemoryWatch memory) {
      this.orders = orders;
      this.acks = acks;
      this.memory = memory;
      this.template = orders.order(KEY, "tok_ok");
    }

    List<Stretch> run() {
      var unused = stretch("warming up", HALF, WARM_UP, () -> 0);
      var normal = stretch("half of the peak", HALF, NORMAL, () -> 0);
      if (normal.shed() > 0 || normal.errors() > 0) {
        troubles.add(
            "at half of the peak %d were refused and %d failed"
                .formatted(normal.shed(), normal.errors()));
      }
      var stretches = new ArrayList<>(List.of(normal));
      for (var times : plan.times()) {
        stretches.add(
            stretch(times + " times", times, plan.length(), () -> secondsUntilNormal(normal)));
        judge(stretches.getLast());
      }
      return stretches;
    }

    private Stretch stretch(
        String what, double times, Duration length, DoubleSupplier secondsUntilNormal) {
      var perSecond = plan.peak() * times;
      var startNanos = System.nanoTime();
      var report = new AtomicReference<LoadReport>();
      withoutRetryAfter = 0;
      Progress.during(
          screen,
          () ->
              "%s: %s orders/s offered … %d s of %d"
                  .formatted(
                      what,
                      Numbers.decimal(perSecond),
                      TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos),
                      length.toSeconds()),
          () -> report.set(orders.openLoop(length, perSecond, this)));
      before += report.get().requests();
      return Stretch.of(
          times,
          plan.peak(),
          report.get(),
          withoutRetryAfter,
          memory.peakMb(),
          secondsUntilNormal.getAsDouble());
    }

    /**
     * How long it takes until half of the peak is served as before; a second's buyers at a time.
     */
    private double secondsUntilNormal(Stretch normal) {
      var endedNanos = System.nanoTime();
      var p99MaxMs = Math.max(NORMAL_P99_MS, 2 * normal.p99Ms());
      while (true) {
        var slice = stretch("until all is normal", HALF, SLICE, () -> 0);
        var seconds = Numbers.secondsSince(endedNanos);
        var isNormal = slice.shed() == 0 && slice.errors() == 0 && slice.p99Ms() <= p99MaxMs;
        if (isNormal || seconds > 3 * NORMAL_AFTER_MAX_S) {
          return seconds;
        }
      }
    }

    @Override
    public Buffer request(long number) {
      var buyer = before + number;
      return template.render(buyer, buyer % OrderLoad.BUYERS, buyer % OrderLoad.SKUS);
    }

    @Override
    public boolean keepsBody(long number) {
      return true;
    }

    @Override
    public void seen(long number, RawResponse response, long respondedNanos) {
      if (response.status() == 201) {
        acks.write(
            KEY + RequestTemplate.digits(before + number), ShopClient.placed(response.bodyText()));
      } else if (response.status() == 503 && response.header("Retry-After").isEmpty()) {
        withoutRetryAfter++;
      }
    }
  }
}
