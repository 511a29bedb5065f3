package mercat.lab.replay;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import mercat.lab.month.Month;
import mercat.lab.shop.AckWriter;
import mercat.lab.shop.OrderTally;
import mercat.lab.shop.ShopClient;
import mercat.lab.terminal.Bounds;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Progress;
import mercat.lab.terminal.Screen;
import mercat.verify.DatabaseAccess;
import mercat.verify.UnreachableException;

/**
 * Sends a month through a running system: catalogue, deliveries, orders; then compares what the
 * system says with what the file says.
 */
public final class Replay {
  private final ShopClient shop;
  private final Optional<DatabaseAccess> database;
  private final AckWriter acks;
  private final ReplayPlan plan;
  private final Screen screen;

  public Replay(
      ShopClient shop,
      Optional<DatabaseAccess> database,
      AckWriter acks,
      ReplayPlan plan,
      Screen screen) {
    this.shop = shop;
    this.database = database;
    this.acks = acks;
    this.plan = plan;
    this.screen = screen;
  }

  /**
   * How to replay.
   *
   * @param inFlight orders under way at any time
   * @param stockShare how much of what the file demands is received, 0 to 1
   */
  public record ReplayPlan(int inFlight, BigDecimal stockShare) {
    /** All that is demanded is in stock. */
    public static final ReplayPlan WHOLE = new ReplayPlan(64, BigDecimal.ONE);

    public ReplayPlan {
      Bounds.check("orders in flight", inFlight, 1, 1_024);
      Bounds.check("stock share", stockShare.doubleValue(), 0, 1);
    }

    /** What is received of a SKU, rounded down. */
    private long share(long demand) {
      return stockShare
          .multiply(BigDecimal.valueOf(demand))
          .setScale(0, RoundingMode.DOWN)
          .longValueExact();
    }
  }

  public ReplayVerdict run(Month month) {
    var startNanos = System.nanoTime();
    screen.note(
        "%s: %s orders of %s products, %s %s"
            .formatted(
                month.file().getFileName(),
                Numbers.count(month.orders().size()),
                Numbers.count(month.products().size()),
                Numbers.money(month.totalMinor()),
                Month.CURRENCY));
    var troubles = new ArrayList<String>();
    shop.importProducts(month.products()).stream()
        .limit(10)
        .forEach(row -> troubles.add("product refused: " + row));
    receive(month);
    if (!month.products().isEmpty()) {
      shop.awaitPublished(month.products().getLast().sku());
    }
    var placed = place(month);
    troubles.addAll(placed.troubles());
    var seconds = Numbers.secondsSince(startNanos);
    var confirmed = placed.confirmed();
    var captured =
        database
            .map(access -> CapturedSum.bySql(access, confirmed))
            .orElseGet(() -> CapturedSum.byApi(shop, plan.inFlight(), confirmed));
    if (captured != placed.totalMinor()) {
      troubles.add(
          "captured %s, confirmed %s"
              .formatted(Numbers.money(captured), Numbers.money(placed.totalMinor())));
    }
    var isComplete =
        confirmed.size() == month.orders().size() && placed.totalMinor() == month.totalMinor();
    var isWholeStock = plan.stockShare().compareTo(BigDecimal.ONE) == 0;
    return new ReplayVerdict(
        troubles.isEmpty() && (isComplete || !isWholeStock),
        month.products().size(),
        month.refusedRows().size(),
        month.invoices(),
        month.orders().size(),
        confirmed.size(),
        placed.outOfStock(),
        placed.failed(),
        month.skipped(),
        month.returnsSeen(),
        month.lines(),
        month.units(),
        month.totalMinor(),
        placed.totalMinor(),
        captured,
        database.isPresent() ? "sql" : "api",
        seconds,
        Numbers.secondsSince(startNanos) - seconds,
        placed.percentileMs(50),
        placed.percentileMs(99),
        troubles);
  }

  private void receive(Month month) {
    var received = new AtomicInteger();
    var refused = new ArrayList<String>();
    var shares = new TreeMap<String, Long>();
    month.demand().forEach((sku, demand) -> shares.put(sku, plan.share(demand)));
    shares.values().removeIf(share -> share == 0);
    Progress.during(
        screen,
        () ->
            "%s %d of %d deliveries"
                .formatted(
                    Progress.bar(received.get(), shares.size()), received.get(), shares.size()),
        () ->
            shop.settle(
                plan.inFlight(),
                shares.entrySet(),
                share ->
                    shop.receipt(
                        share.getKey(),
                        month.sha256() + "-" + share.getKey(),
                        share.getValue(),
                        "replay"),
                (share, outcome) -> {
                  received.incrementAndGet();
                  if (!outcome.isSuccess()) {
                    refused.add(share.getKey() + ": " + outcome.describe());
                  }
                }));
    if (!refused.isEmpty()) {
      throw new UnreachableException(
          "%d deliveries were refused (was this file replayed with another stock share?), first: %s"
              .formatted(refused.size(), refused.getFirst()));
    }
  }

  private OrderTally place(Month month) {
    var tally = new OrderTally(month.orders().size(), acks);
    Progress.during(
        screen,
        tally::line,
        () ->
            shop.settle(
                plan.inFlight(),
                month.orders(),
                order -> shop.order(order.invoice(), order.email(), order.lines(), "tok_ok"),
                (order, outcome) -> tally.take(order.invoice(), order.totalMinor(), outcome)));
    return tally;
  }
}
