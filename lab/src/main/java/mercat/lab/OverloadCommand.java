package mercat.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.DoubleSupplier;
import mercat.contracts.Command;
import mercat.lab.OverloadCommand.OverloadVerdict.Stretch;
import mercat.lab.shop.OwnShop;
import mercat.lab.terminal.Bounds;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.CommandOutput.CommandVerdict;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.OwnData;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.TextTable;
import mercat.verify.Finding;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code overload}: more buyers than are let in. */
@CommandLine.Command(
    name = "overload",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a system of its own that lets in a number of orders a second, offers it several",
      "times as many, and says whether those let in were served, the rest were told when to come",
      "again, and how soon all was as before.",
    })
public final class OverloadCommand implements Command {
  /** Orders a second that the lab can send. */
  private static final int OFFERED_MAX = 20_000;

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

  @Mixin private final CommandOutput output = new CommandOutput();
  @Mixin private final OwnData data = new OwnData();

  @Option(
      names = "--peak",
      description = "orders a second that the system lets in (default: ${DEFAULT-VALUE})")
  private int peak = 500;

  @Option(
      names = "--times",
      split = ",",
      defaultValue = "3,10",
      description = "how many times the peak is offered (default: ${DEFAULT-VALUE})")
  private List<Integer> times = List.of();

  @Option(names = "--seconds", description = "how long each is offered (default: ${DEFAULT-VALUE})")
  private int seconds = 60;

  private final List<String> troubles = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    output.check(() -> {
      Bounds.check("peak", peak, 10, 10_000);
      Bounds.check("times", times.size(), 1, 50);
      times.forEach(this::checkOffered);
      Bounds.check("seconds", seconds, 1, 600);
    });
    var folder = data.folder("overload");
    return data.conclude(output, folder, () -> overload(folder));
  }

  private void checkOffered(int manifold) {
    Bounds.check("times", manifold, 1, 50);
    if (peak * manifold > OFFERED_MAX) {
      throw new IllegalArgumentException(
          "%d times %d is more than %d orders/s, which the lab cannot send"
              .formatted(manifold, peak, OFFERED_MAX));
    }
  }

  private OverloadVerdict overload(Path folder) {
    var startNanos = System.nanoTime();
    var settings = Map.of("MERCAT_EDGE_ORDERS_PER_SECOND_MAX", String.valueOf(peak));
    try (var shop = OwnShop.open(folder, settings, output.screen())) {
      var stretches = stretches(shop);
      var verified = shop.examine(troubles);
      return new OverloadVerdict(
          troubles.isEmpty(),
          peak,
          stretches,
          verified.all(),
          troubles,
          Numbers.secondsSince(startNanos));
    }
  }

  private List<Stretch> stretches(OwnShop shop) {
    var unused = stretch(shop, "warming up", HALF, WARM_UP, () -> 0);
    var normal = stretch(shop, "half of the peak", HALF, NORMAL, () -> 0);
    if (normal.shed() > 0 || normal.errors() > 0) {
      troubles.add(
          "at half of the peak %d were refused and %d failed"
              .formatted(normal.shed(), normal.errors()));
    }
    var stretches = new ArrayList<>(List.of(normal));
    for (var manifold : times) {
      stretches.add(
          stretch(
              shop,
              manifold + " times",
              manifold,
              Duration.ofSeconds(seconds),
              () -> secondsUntilNormal(shop, normal)));
      judge(stretches.getLast());
    }
    return stretches;
  }

  private Stretch stretch(
      OwnShop shop,
      String what,
      double manifold,
      Duration length,
      DoubleSupplier secondsUntilNormal) {
    var report = shop.buyers().come(what, peak * manifold, length);
    var confirmed = report.count(201);
    var shed = report.count(503) + report.count(429);
    var goodput = confirmed / report.seconds();
    return new Stretch(
        manifold,
        report.requests() / report.seconds(),
        goodput,
        goodput / peak,
        shed,
        shop.buyers().withoutRetryAfter(),
        report.requests() - confirmed - shed,
        report.byStatus(),
        report.late(),
        report.successPercentileMs(99),
        shop.peakMb(),
        secondsUntilNormal.getAsDouble());
  }

  /** How long it takes until half of the peak is served as before; a second's buyers at a time. */
  private double secondsUntilNormal(OwnShop shop, Stretch normal) {
    var endedNanos = System.nanoTime();
    var p99MaxMs = Math.max(NORMAL_P99_MS, 2 * normal.p99Ms());
    while (true) {
      var slice = stretch(shop, "until all is normal", HALF, SLICE, () -> 0);
      var waited = Numbers.secondsSince(endedNanos);
      var isNormal = slice.shed() == 0 && slice.errors() == 0 && slice.p99Ms() <= p99MaxMs;
      if (isNormal || waited > 3 * NORMAL_AFTER_MAX_S) {
        return waited;
      }
    }
  }

  private void judge(Stretch overload) {
    var wrong = new ArrayList<String>();
    if (overload.offered() < OFFERED_REQUIRED * overload.times() * peak) {
      wrong.add(
          "the lab could only offer %s a second, %s were sent late"
              .formatted(Numbers.decimal(overload.offered()), Numbers.count(overload.late())));
    }
    if (overload.goodputRatio() < GOODPUT_REQUIRED) {
      wrong.add("goodput is " + Numbers.decimal(overload.goodputRatio()) + " of the peak");
    }
    if (overload.errors() > 0) {
      wrong.add(
          "%d requests had neither an order nor a refusal, answers by status %s"
              .formatted(overload.errors(), overload.answers()));
    }
    if (overload.withoutRetryAfter() > 0) {
      wrong.add(overload.withoutRetryAfter() + " refusals without Retry-After");
    }
    if (overload.residentMb() > RESIDENT_MAX_MB) {
      wrong.add(Numbers.decimal(overload.residentMb()) + " MB of memory");
    }
    if (overload.normalAfterS() > NORMAL_AFTER_MAX_S) {
      wrong.add("normal only after " + Numbers.decimal(overload.normalAfterS()) + " s");
    }
    wrong.forEach(what -> troubles.add(Numbers.decimal(overload.times()) + " times: " + what));
  }

  /**
   * What an overload came to: true when those let in were served, the rest were told when to come
   * again, and all was soon as before.
   */
  public record OverloadVerdict(
      boolean ok,
      int peak,
      List<Stretch> stretches,
      List<Finding> invariants,
      List<String> troubles,
      double seconds)
      implements CommandVerdict {

    /**
     * What a stretch of time with one offered rate came to.
     *
     * @param times how many times the peak was offered; 0.5 for half of it
     * @param offered requests a second
     * @param goodput orders confirmed a second
     * @param goodputRatio of the peak
     * @param shed refused by 503 or 429
     * @param withoutRetryAfter of those, such as did not say when to come again
     * @param errors any other answer, and requests without one
     * @param answers how many, by status
     * @param late requests that the lab sent more than 20 ms after they were due
     * @param p99Ms of the confirmed, from when they were due
     * @param residentMb the most that the Java process held so far
     * @param normalAfterS seconds after its end until buyers at half of the peak were served as
     *     before it; 0 where that was not asked
     */
    record Stretch(
        double times,
        double offered,
        double goodput,
        double goodputRatio,
        long shed,
        long withoutRetryAfter,
        long errors,
        SortedMap<Integer, Long> answers,
        long late,
        double p99Ms,
        double residentMb,
        double normalAfterS) {}

    @Override
    public void print(Screen screen) {
      var table =
          TextTable.of(
              "of the peak | offered/s | orders/s | ratio | refused | no Retry-After | errors | sent late | p99 ms | memory MB | normal after s");
      for (var stretch : stretches) {
        table.add(
            Numbers.decimal(stretch.times) + " times",
            stretch.offered,
            stretch.goodput,
            stretch.goodputRatio,
            stretch.shed,
            stretch.withoutRetryAfter,
            stretch.errors,
            stretch.late,
            stretch.p99Ms,
            stretch.residentMb,
            stretch.normalAfterS == 0 ? "" : stretch.normalAfterS);
      }
      screen.table(table);
      screen.line(
          "peak",
          "%s orders/s are let in; %s of %s invariants hold",
          peak,
          invariants.stream().filter(Finding::holds).count(),
          invariants.size());
      screen.line("took", "%s s", seconds);
      screen.troubles(troubles);
      screen.verdict(
          ok,
          "who was let in was served, the rest were told when to come again",
          "NOT everybody was served or told");
    }
  }
}
