package mercat.lab.siege;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import mercat.contracts.Command;
import mercat.lab.load.LoadReport;
import mercat.lab.month.Month;
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

/** {@code siege}: strangers who attack, beside buyers who do not. */
@CommandLine.Command(
    name = "siege",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a system of its own and attacks it in every known way at once, bodies that do not",
      "end, answers that nobody reads, deadlines that are over at once, beside buyers who only",
      "want to buy. Says whether these were served, and whether the books are right.",
    })
public final class SiegeCommand implements Command {
  private static final Duration CALIBRATION = Duration.ofSeconds(5);
  private static final Duration PEACE = Duration.ofSeconds(10);

  /** Of what this machine takes when nobody attacks: attackers and buyers share its cores. */
  private static final double OFFERED_SHARE = 0.1;

  private static final int HEAVY_PRODUCTS = 100;
  private static final int HEAVY_CHARACTERS = 20_000;
  private static final double SERVED_REQUIRED = 0.95;
  private static final int CREATED = 201;
  private static final int ACCEPTED = 202;
  private static final int INTERNAL_ERROR = 500;

  @Mixin private final CommandOutput output = new CommandOutput();
  @Mixin private final OwnData data = new OwnData();

  @Option(
      names = "--orders",
      description = {
        "honest orders a second, at most (default: ${DEFAULT-VALUE});",
        "no more than a tenth of what this machine takes without attacks"
      })
  private int orders = 50;

  @Option(
      names = "--seconds",
      description = "how long the attacks last (default: ${DEFAULT-VALUE})")
  private int seconds = 60;

  @Option(
      names = "--strength",
      description =
          "part of the usual number of attackers (default: ${DEFAULT-VALUE}, all of them)")
  private double strength = 1;

  private final List<String> troubles = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    output.check(() -> {
      Bounds.check("strength", strength, 0, 10);
      Bounds.check("orders", orders, 1, 10_000);
      Bounds.check("seconds", seconds, 1, 3_600);
    });
    var folder = data.folder("siege");
    return data.conclude(output, folder, () -> besiege(folder));
  }

  private SiegeVerdict besiege(Path folder) {
    try (var shop = OwnShop.open(folder, Map.of(), output.screen())) {
      troubles.addAll(
          shop.client()
              .importProducts(heavyProducts(), Attacks.CATEGORY, "x".repeat(HEAVY_CHARACTERS)));
      var buyers = shop.buyers();
      var unused = buyers.comeAsServed("warming up", CALIBRATION);
      var alone = buyers.comeAsServed("without attacks", CALIBRATION);
      var takenAlone = alone.count(CREATED) / alone.seconds();
      var perSecond = Math.max(1, Math.min(orders, takenAlone * OFFERED_SHARE));
      var before = buyers.come("in peace", perSecond, PEACE);
      LoadReport during;
      var attackers = new Attackers(shop.client().address(), Attacks.all(), strength);
      try (attackers) {
        attackers.start();
        during = buyers.come("under siege", perSecond, Duration.ofSeconds(seconds));
      }
      var memoryMb = shop.peakMb();
      var offered = during.requests();
      var taken = during.count(CREATED) + during.count(ACCEPTED);
      var served = taken / (double) Math.max(1, offered);
      judge(during, served, attackers.tolls());
      var verified = shop.examine(troubles);
      return new SiegeVerdict(
          troubles.isEmpty(),
          during.seconds(),
          orders,
          takenAlone,
          perSecond,
          offered,
          taken,
          served,
          before.successPercentileMs(99),
          during.successPercentileMs(99),
          memoryMb,
          attackers.tolls(),
          verified.all(),
          troubles);
    }
  }

  /** Products whose pages weigh megabytes. */
  private static List<Month.Product> heavyProducts() {
    return IntStream.range(0, HEAVY_PRODUCTS)
        .mapToObj(i -> new Month.Product("SIEGE-" + i, "Heavy article " + i, 1_999))
        .toList();
  }

  private void judge(LoadReport during, double served, List<Attackers.Toll> tolls) {
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
  }

  /**
   * What a siege came to: true when the honest buyers were served, nothing was answered with 500,
   * and the books are right.
   *
   * @param asked honest orders a second that were asked for, at most
   * @param takenAlonePerSecond orders that this machine took without attacks, as many as it could
   * @param offeredPerSecond honest orders: a tenth of that, and no more than asked
   * @param offered honest orders
   * @param taken of those, confirmed or accepted at the first attempt
   * @param p99BeforeMs of confirmed orders, from when they were due, before the attacks
   * @param p99Ms the same beside them
   * @param residentMb the most that the Java process held
   */
  public record SiegeVerdict(
      boolean ok,
      double seconds,
      int asked,
      double takenAlonePerSecond,
      double offeredPerSecond,
      long offered,
      long taken,
      double takenRatio,
      double p99BeforeMs,
      double p99Ms,
      double residentMb,
      List<Attackers.Toll> attacks,
      List<Finding> invariants,
      List<String> troubles)
      implements CommandVerdict {

    @Override
    public void print(Screen screen) {
      var table = TextTable.of("attack | connections | broken off | answers by status");
      for (var toll : attacks) {
        table.add(toll.attack(), toll.visits().get(), toll.cut().get(), toll.answers().toString());
      }
      screen.table(table);
      screen.line(
          "offered",
          "%s honest orders/s: at most %s were asked for, and a tenth of the %s/s taken without attacks",
          offeredPerSecond,
          asked,
          takenAlonePerSecond);
      screen.line("buyers", "%s of %s orders taken (%s)", taken, offered, takenRatio);
      screen.line("time", "p99 %s ms, before the attacks %s ms", p99Ms, p99BeforeMs);
      screen.line(
          "system",
          "%s MB of memory at most; %s of %s invariants hold",
          residentMb,
          invariants.stream().filter(Finding::holds).count(),
          invariants.size());
      screen.troubles(troubles);
      screen.verdict(ok, "honest buyers were served", "NOT as it must be");
    }
  }
}
