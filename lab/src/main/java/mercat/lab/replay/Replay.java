package mercat.lab.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import mercat.lab.load.IdempotentRequest;
import mercat.lab.month.Month;
import mercat.lab.shop.AckWriter;
import mercat.lab.shop.OrderTally;
import mercat.lab.shop.PlacedOrder;
import mercat.lab.shop.ShopClient;
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
    var refusedProducts = shop.importProducts(month.products());
    receive(month);
    if (!month.products().isEmpty()) {
      shop.awaitPublished(month.products().getLast().sku());
    }
    var placed = place(month);
    var endNanos = System.nanoTime();
    var captured = captured(placed.confirmed());
    return verdict(
        month,
        placed,
        refusedProducts,
        captured,
        (endNanos - startNanos) / 1e9,
        (System.nanoTime() - endNanos) / 1e9);
  }

  private void receive(Month month) {
    var received = new AtomicInteger();
    var refused = new ArrayList<String>();
    var receipts = new ArrayList<IdempotentRequest>();
    month
        .demand()
        .forEach((sku, demand) -> {
          if (plan.share(demand) > 0) {
            receipts.add(
                new IdempotentRequest(
                    shop.receipt(sku, month.sha256() + "-" + sku, plan.share(demand), "replay")
                        .render(),
                    outcome -> {
                      received.incrementAndGet();
                      if (!outcome.isSuccess()) {
                        refused.add(sku + ": " + outcome.describe());
                      }
                    }));
          }
        });
    Progress.during(
        screen,
        () ->
            "%s %d of %d deliveries"
                .formatted(
                    Progress.bar(received.get(), receipts.size()), received.get(), receipts.size()),
        () -> shop.settle(plan.inFlight(), receipts.iterator()));
    if (!refused.isEmpty()) {
      throw new UnreachableException(
          "%d deliveries were refused (was this file replayed with another stock share?), first: %s"
              .formatted(refused.size(), refused.getFirst()));
    }
  }

  private OrderTally place(Month month) {
    var tally = new OrderTally(month.orders().size(), acks);
    var requests =
        month.orders().stream()
            .map(order ->
                new IdempotentRequest(
                    shop.order(order.invoice(), order.email(), order.lines(), "tok_ok").render(),
                    outcome -> tally.take(order.invoice(), order.totalMinor(), outcome)));
    Progress.during(screen, tally::line, () -> shop.settle(plan.inFlight(), requests.iterator()));
    return tally;
  }

  private long captured(List<PlacedOrder> orders) {
    if (orders.isEmpty()) {
      return 0;
    }
    return database
        .map(access -> CapturedSum.bySql(access, orders))
        .orElseGet(() -> CapturedSum.byApi(shop, plan.inFlight(), orders));
  }

  private ReplayVerdict verdict(
      Month month,
      OrderTally placed,
      List<String> refusedProducts,
      long capturedMinor,
      double seconds,
      double captureSeconds) {
    var confirmed = placed.confirmed().size();
    var ok =
        refusedProducts.isEmpty()
            && placed.failed() == 0
            && !placed.hasWrongTotals()
            && capturedMinor == placed.totalMinor()
            && (!plan.isWholeStock()
                || (confirmed == month.orders().size()
                    && placed.totalMinor() == month.totalMinor()));
    var troubles = new ArrayList<String>();
    refusedProducts.stream().limit(10).forEach(row -> troubles.add("product refused: " + row));
    troubles.addAll(placed.troubles());
    if (capturedMinor != placed.totalMinor()) {
      troubles.add(
          "captured %s, confirmed %s"
              .formatted(Numbers.money(capturedMinor), Numbers.money(placed.totalMinor())));
    }
    return new ReplayVerdict(
        ok,
        month.products().size(),
        month.refusedRows().size(),
        month.invoices(),
        month.orders().size(),
        confirmed,
        placed.outOfStock(),
        placed.failed(),
        month.skipped(),
        month.returnsSeen(),
        month.lines(),
        month.units(),
        month.totalMinor(),
        placed.totalMinor(),
        capturedMinor,
        database.isPresent() ? "sql" : "api",
        seconds,
        captureSeconds,
        placed.percentileMs(50),
        placed.percentileMs(99),
        troubles);
  }
}
