package mercat.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import mercat.lab.month.Month;
import mercat.lab.shop.AckWriter;
import mercat.lab.shop.OrderTally;
import mercat.lab.shop.ShopClient;
import mercat.lab.shop.ShopClient.StockFigures;
import mercat.lab.system.Awaiting;
import mercat.lab.terminal.Bounds;
import mercat.lab.terminal.CommandOutput.CommandVerdict;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Progress;
import mercat.lab.terminal.Screen;

/** Puts a product of its own on sale and lets all buyers in at the same moment, one unit each. */
public record Drop(ShopClient shop, AckWriter acks, Screen screen) {
  private static final long PRICE_MINOR = 4_999;
  private static final Duration SETTLING = Duration.ofSeconds(20);

  /** A sale: so many units, so many buyers of one each, over so many connections. */
  public record DropPlan(int stock, int buyers, int connections) {
    public DropPlan {
      Bounds.check("stock", stock, 0, 1_000_000);
      Bounds.check("buyers", buyers, 1, 1_000_000);
      Bounds.check("connections", connections, 1, 10_000);
    }
  }

  public DropVerdict run(DropPlan plan) {
    var run = UUID.randomUUID().toString().substring(0, 8);
    var sku = "DROP-" + run.toUpperCase(Locale.ROOT);
    var product = new Month.Product(sku, "Limited edition of the drop", PRICE_MINOR);
    shop.open(List.of(product), every -> plan.stock(), "drop");
    var line = List.of(new Month.Line(sku, 1, PRICE_MINOR));
    var tally = new OrderTally(plan.buyers(), acks);
    var keys =
        IntStream.rangeClosed(1, plan.buyers()).mapToObj(buyer -> "drop-" + run + "-" + buyer);
    screen.note(
        "%s: %s buyers for %s units"
            .formatted(sku, Numbers.count(plan.buyers()), Numbers.count(plan.stock())));
    Progress.during(
        screen,
        tally::line,
        () ->
            shop.settleAllAtOnce(
                plan.connections(),
                keys.toList(),
                key -> shop.order(key, key + "@example.org", line, "tok_ok"),
                (key, outcome) -> tally.take(key, PRICE_MINOR, outcome)));
    return verdict(plan, sku, tally, settledLevel(sku, plan, tally.confirmed().size()));
  }

  /** Stock leaves the shelf by a log, after the buyer's response: waits until the levels rest. */
  private StockFigures settledLevel(String sku, DropPlan plan, long sold) {
    var level = new AtomicReference<>(shop.stock(sku));
    var unused =
        Awaiting.until(
            SETTLING,
            Duration.ofMillis(50),
            () -> {
              level.set(shop.stock(sku));
              return level.get().reserved() == 0 && level.get().onHand() == plan.stock() - sold;
            });
    return level.get();
  }

  private static DropVerdict verdict(
      DropPlan plan, String sku, OrderTally tally, StockFigures level) {
    long sold = tally.confirmed().size();
    var taken = plan.stock() - level.available();
    var oversold = Math.max(0, Math.max(sold, taken) - plan.stock());
    var troubles = new ArrayList<>(tally.troubles());
    if (taken != sold) {
      troubles.add(
          "%d buyers have a unit, but %d units are gone from stock (on hand %d, reserved %d)"
              .formatted(sold, taken, level.onHand(), level.reserved()));
    } else if (level.reserved() != 0) {
      troubles.add("%d units are still reserved, for nobody".formatted(level.reserved()));
    }
    return new DropVerdict(
        oversold == 0 && troubles.isEmpty() && sold == Math.min(plan.stock(), plan.buyers()),
        sku,
        plan.stock(),
        plan.buyers(),
        sold,
        tally.outOfStock(),
        tally.failed(),
        oversold,
        taken,
        tally.repeats(),
        tally.percentileMs(100) / 1e3,
        tally.percentileMs(50),
        tally.percentileMs(99),
        troubles);
  }

  /**
   * What a sale came to.
   *
   * @param sold buyers who were told that they have their unit
   * @param refused buyers who were told that it is sold out
   * @param failed buyers who were told something else, or nothing final
   * @param oversold units beyond the stock, by the buyers' answers or by the stock's own levels,
   *     whichever is worse
   * @param takenFromStock units gone by the stock's own levels, once these had settled
   * @param repeats attempts beyond the first, because the system asked for patience
   * @param seconds until the last buyer knew
   */
  public record DropVerdict(
      boolean ok,
      String sku,
      long stock,
      long buyers,
      long sold,
      long refused,
      long failed,
      long oversold,
      long takenFromStock,
      long repeats,
      double seconds,
      double p50Ms,
      double p99Ms,
      List<String> troubles)
      implements CommandVerdict {

    @Override
    public void print(Screen screen) {
      screen.print("");
      screen.line("sale", "%s buyers, %s units", buyers, stock);
      screen.line(
          "buyers",
          "%s sold, %s refused, %s failed",
          sold,
          refused,
          failed == 0 ? "0" : screen.bad(Numbers.count(failed)));
      screen.line(
          "stock",
          "%s units gone, oversold %s",
          takenFromStock,
          oversold == 0 ? "0" : screen.bad(Numbers.count(oversold)));
      screen.line(
          "time",
          "%s s until the last buyer knew; p50 %s ms, p99 %s ms from the opening",
          seconds,
          p50Ms,
          p99Ms);
      screen.troubles(troubles);
      screen.verdict(ok, "sold exactly what there was", "NOT what there was to sell");
    }
  }
}
