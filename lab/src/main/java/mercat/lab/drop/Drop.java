package mercat.lab.drop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import mercat.lab.load.Intention;
import mercat.lab.load.UnreachableException;
import mercat.lab.month.Month;
import mercat.lab.shop.AckFile;
import mercat.lab.shop.Shop;
import mercat.lab.shop.StockLevel;
import mercat.lab.shop.Waiting;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Progress;
import mercat.lab.terminal.Screen;

/** Puts a product of its own on sale and lets all buyers in at the same moment, one unit each. */
public final class Drop {
  private static final long PRICE_MINOR = 4_999;
  private static final Duration SETTLING = Duration.ofSeconds(20);

  private final Shop shop;
  private final AckFile acks;
  private final Screen screen;

  public Drop(Shop shop, AckFile acks, Screen screen) {
    this.shop = shop;
    this.acks = acks;
    this.screen = screen;
  }

  public DropVerdict run(DropPlan plan) {
    var run = UUID.randomUUID().toString().substring(0, 8);
    var sku = "DROP-" + run.toUpperCase(java.util.Locale.ROOT);
    prepare(sku, plan);
    var line = List.of(new Month.Line(sku, 1, PRICE_MINOR));
    var tally = new DropTally(plan.buyers(), PRICE_MINOR, acks);
    var buyers = new ArrayList<Intention>(plan.buyers());
    for (var buyer = 1; buyer <= plan.buyers(); buyer++) {
      var key = "drop-" + run + "-" + buyer;
      var email = "buyer-" + run + "-" + buyer + "@example.org";
      buyers.add(
          new Intention(
              shop.order(key, email, line, "tok_ok").render(),
              outcome -> tally.take(key, outcome)));
    }
    screen.note(
        "%s: %s buyers for %s units"
            .formatted(sku, Numbers.count(plan.buyers()), Numbers.count(plan.stock())));
    var startNanos = System.nanoTime();
    Progress.during(screen, tally::line, () -> shop.settleAllAtOnce(plan.connections(), buyers));
    var seconds = (System.nanoTime() - startNanos) / 1e9;
    return verdict(plan, sku, tally, settledLevel(sku, plan, tally.sold()), seconds);
  }

  private void prepare(String sku, DropPlan plan) {
    var refused =
        shop.importProducts(
            List.of(new Month.Product(sku, "Limited edition of the drop", PRICE_MINOR)));
    if (!refused.isEmpty()) {
      throw new UnreachableException("the drop's product was refused: " + refused.getFirst());
    }
    if (plan.stock() > 0) {
      var received = shop.call(shop.receipt(sku, "stock-of-" + sku, plan.stock(), "drop"));
      if (!received.isSuccess()) {
        throw new UnreachableException("the drop's stock was refused: " + received.describe());
      }
    }
    shop.awaitPublished(sku);
  }

  /** Stock leaves the shelf by a log, after the buyer's answer: waits until the levels rest. */
  private StockLevel settledLevel(String sku, DropPlan plan, long sold) {
    var level = new AtomicReference<>(shop.stock(sku));
    var unused =
        Waiting.until(
            SETTLING,
            Duration.ofMillis(50),
            () -> {
              level.set(shop.stock(sku));
              return level.get().reserved() == 0 && level.get().onHand() == plan.stock() - sold;
            });
    return level.get();
  }

  private static DropVerdict verdict(
      DropPlan plan, String sku, DropTally tally, StockLevel level, double seconds) {
    var taken = plan.stock() - level.available();
    var oversold = Math.max(0, Math.max(tally.sold(), taken) - plan.stock());
    var troubles = new ArrayList<>(tally.troubles());
    if (taken != tally.sold()) {
      troubles.add(
          "%d buyers have a unit, but %d units are gone from stock (on hand %d, reserved %d)"
              .formatted(tally.sold(), taken, level.onHand(), level.reserved()));
    } else if (level.reserved() != 0) {
      troubles.add("%d units are still reserved, for nobody".formatted(level.reserved()));
    }
    var ok =
        oversold == 0
            && troubles.isEmpty()
            && tally.failed() == 0
            && tally.sold() == plan.unitsThatShouldSell();
    return new DropVerdict(
        ok,
        sku,
        plan.stock(),
        plan.buyers(),
        tally.sold(),
        tally.refused(),
        tally.failed(),
        oversold,
        taken,
        tally.repeats(),
        Numbers.rounded(seconds),
        Numbers.rounded(tally.percentileMs(50)),
        Numbers.rounded(tally.percentileMs(99)),
        troubles);
  }
}
