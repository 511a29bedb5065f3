package mercat.lab.replay;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import mercat.lab.month.Month;
import mercat.lab.shop.AckWriter;
import mercat.lab.shop.OrderTally;
import mercat.lab.shop.ShopClient;
import mercat.lab.shop.ShopClient.PlacedOrder;
import mercat.lab.shop.SignedInBuyers;
import mercat.lab.terminal.Bounds;
import mercat.lab.terminal.CommandOutput.CommandVerdict;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Progress;
import mercat.lab.terminal.Screen;
import mercat.verify.DatabaseAccess;
import mercat.verify.UnreachableException;

/**
 * Sends a month through a running system: catalogue, deliveries, orders; then compares what the
 * system says with what the file says.
 */
public record Replay(
    ShopClient shop,
    Optional<DatabaseAccess> database,
    AckWriter acks,
    ReplayPlan plan,
    Screen screen) {
  /**
   * How a month is sent.
   *
   * @param inFlight how many orders are under way at any time
   * @param stockShare which part of what is demanded is in stock
   * @param isSignedIn whether the buyers have accounts, rather than being guests
   */
  public record ReplayPlan(int inFlight, BigDecimal stockShare, boolean isSignedIn) {
    /** All that is demanded is in stock; buyers are guests. */
    public static final ReplayPlan WHOLE = new ReplayPlan(64, BigDecimal.ONE, false);

    public static final ReplayPlan SIGNED_IN = new ReplayPlan(64, BigDecimal.ONE, true);

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
    return run(month, Math.max(1, month.orders().size()), () -> {});
  }

  /**
   * The same, the orders in parts of so many, one part after another.
   *
   * @param between runs after each part but the last, when its orders have their final answers
   */
  public ReplayVerdict run(Month month, int part, Runnable between) {
    screen.note(
        "%s: %s orders of %s products, %s %s"
            .formatted(
                month.file().getFileName(),
                Numbers.count(month.orders().size()),
                Numbers.count(month.products().size()),
                Numbers.money(month.totalMinor()),
                Month.CURRENCY));
    var buyers = plan.isSignedIn() ? signIn(month) : SignedInBuyers.NOBODY;
    var startNanos = System.nanoTime();
    var troubles = new ArrayList<String>();
    shop.importProducts(month.products()).stream()
        .limit(10)
        .forEach(row -> troubles.add("product refused: " + row));
    receive(month);
    if (!month.products().isEmpty()) {
      shop.awaitPublished(month.products().getLast().sku());
    }
    var placed = place(month, buyers, part, between);
    troubles.addAll(placed.troubles());
    var seconds = Numbers.secondsSince(startNanos);
    var confirmed = placed.confirmed();
    var totalMinor = confirmed.stream().mapToLong(PlacedOrder::totalMinor).sum();
    var captured =
        database
            .map(access -> CapturedSum.bySql(access, confirmed))
            .orElseGet(() -> CapturedSum.byApi(shop, plan.inFlight(), confirmed));
    if (captured != totalMinor) {
      troubles.add(
          "captured %s, confirmed %s"
              .formatted(Numbers.money(captured), Numbers.money(totalMinor)));
    }
    var isComplete = confirmed.size() == month.orders().size() && totalMinor == month.totalMinor();
    var isWholeStock = plan.stockShare().compareTo(BigDecimal.ONE) == 0;
    return new ReplayVerdict(
        troubles.isEmpty() && (isComplete || !isWholeStock),
        month.products().size(),
        month.refusedRows().size(),
        month.invoices(),
        month.orders().size(),
        buyers.count(),
        confirmed.size(),
        placed.outOfStock(),
        placed.failed(),
        month.skipped(),
        month.returnsSeen(),
        month.lines(),
        month.units(),
        month.totalMinor(),
        totalMinor,
        captured,
        database.isPresent() ? "sql" : "api",
        seconds,
        Numbers.secondsSince(startNanos) - seconds,
        placed.percentileMs(50),
        placed.percentileMs(99),
        troubles);
  }

  private SignedInBuyers signIn(Month month) {
    var emails = month.orders().stream().map(Month.Order::email).distinct().toList();
    return SignedInBuyers.signIn(shop, emails, screen);
  }

  private void receive(Month month) {
    // Whose orders are other ones needs other goods.
    var key = month.sha256() + (plan.isSignedIn() ? "-signed-in-" : "-");
    var received = new AtomicInteger();
    var refused = new ArrayList<String>();
    var shares = new TreeMap<String, Long>();
    month.demand().forEach((sku, demand) -> shares.put(sku, plan.share(demand)));
    shares.values().removeIf(share -> share == 0);
    Progress.during(
        screen,
        () -> Progress.counted(received.get(), shares.size()) + " deliveries",
        () ->
            shop.settle(
                plan.inFlight(),
                shares.entrySet(),
                share ->
                    shop.receipt(share.getKey(), key + share.getKey(), share.getValue(), "replay"),
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

  private OrderTally place(Month month, SignedInBuyers buyers, int part, Runnable between) {
    var orders = month.orders();
    var tally = new OrderTally(orders.size(), acks);
    Progress.during(
        screen,
        tally::line,
        () -> {
          for (int from = 0; from < orders.size(); from += part) {
            if (from > 0) {
              between.run();
            }
            place(orders.subList(from, Math.min(orders.size(), from + part)), buyers, tally);
          }
        });
    return tally;
  }

  private void place(List<Month.Order> orders, SignedInBuyers buyers, OrderTally tally) {
    shop.settle(
        plan.inFlight(),
        orders,
        order ->
            buyers.as(
                order.email(), shop.order(order.invoice(), order.email(), order.lines(), "tok_ok")),
        (order, outcome) -> tally.take(order.invoice(), order.totalMinor(), outcome));
  }

  /**
   * What a replay found. Amounts are pence.
   *
   * @param rowsRefused rows of the file that gave neither a product nor a line
   * @param invoices those whose number is all digits
   * @param signedIn buyers who had signed in; 0 where they were guests
   * @param rejected orders refused for want of stock
   * @param failed orders that ended otherwise, or never
   * @param expectedMinor what the file says all its orders come to
   * @param totalMinor what the system said the confirmed ones come to
   * @param ledgerCapturedMinor what was captured for them, gross
   * @param ledgerBy where that was read: sql, or api where no database is known
   * @param seconds from the first product to the last order's answer
   * @param captureSeconds what the last capture took longer
   * @param troubles the first few things that went wrong
   */
  public record ReplayVerdict(
      boolean ok,
      long products,
      long rowsRefused,
      long invoices,
      long orders,
      long signedIn,
      long confirmed,
      long rejected,
      long failed,
      long skipped,
      long returnsSeen,
      long lines,
      long units,
      long expectedMinor,
      long totalMinor,
      long ledgerCapturedMinor,
      String ledgerBy,
      double seconds,
      double captureSeconds,
      double p50Ms,
      double p99Ms,
      List<String> troubles)
      implements CommandVerdict {

    /**
     * Several months, one after another.
     *
     * @param sum the keys of one replay, over all files: sums, and the slowest latencies
     */
    @JsonPropertyOrder("sum")
    private record Months(@JsonUnwrapped ReplayVerdict sum, List<ReplayVerdict> files)
        implements CommandVerdict {
      @Override
      public boolean ok() {
        return sum.ok;
      }

      @Override
      public void print(Screen screen) {
        files.forEach(file -> file.print(screen));
      }
    }

    /** The verdict about one month or several. */
    public static CommandVerdict of(List<ReplayVerdict> files) {
      var sum = files.stream().reduce(ReplayVerdict::and).orElseThrow();
      return files.size() == 1 ? sum : new Months(sum, files);
    }

    private ReplayVerdict and(ReplayVerdict next) {
      return new ReplayVerdict(
          ok && next.ok,
          products + next.products,
          rowsRefused + next.rowsRefused,
          invoices + next.invoices,
          orders + next.orders,
          signedIn + next.signedIn,
          confirmed + next.confirmed,
          rejected + next.rejected,
          failed + next.failed,
          skipped + next.skipped,
          returnsSeen + next.returnsSeen,
          lines + next.lines,
          units + next.units,
          expectedMinor + next.expectedMinor,
          totalMinor + next.totalMinor,
          ledgerCapturedMinor + next.ledgerCapturedMinor,
          ledgerBy,
          seconds + next.seconds,
          captureSeconds + next.captureSeconds,
          Math.max(p50Ms, next.p50Ms),
          Math.max(p99Ms, next.p99Ms),
          Stream.concat(troubles.stream(), next.troubles.stream()).toList());
    }

    @Override
    public void print(Screen screen) {
      screen.print("");
      screen.line(
          "orders",
          "%s confirmed of %s%s%s%s",
          confirmed,
          orders,
          signedIn == 0 ? "" : ", by " + Numbers.count(signedIn) + " buyers who had signed in",
          rejected == 0 ? "" : ", " + Numbers.count(rejected) + " out of stock",
          failed == 0 ? "" : ", " + screen.bad(Numbers.count(failed) + " failed"));
      screen.line(
          "the file",
          "%s lines, %s units, %s GBP expected",
          lines,
          units,
          Numbers.money(expectedMinor));
      screen.line("the API", "%s GBP confirmed", Numbers.money(totalMinor));
      screen.line(
          "the ledger",
          "%s GBP captured (read by %s)",
          Numbers.money(ledgerCapturedMinor),
          ledgerBy);
      screen.line(
          "left out",
          "%s invoices without a line, %s returns, %s rows that gave nothing",
          skipped,
          returnsSeen,
          rowsRefused);
      screen.line(
          "time",
          "%s s, %s s more until all was captured; an order p50 %s ms, p99 %s ms",
          seconds,
          captureSeconds,
          p50Ms,
          p99Ms);
      screen.troubles(troubles);
      screen.verdict(ok, "to the penny", "NOT what the file says");
    }
  }
}
