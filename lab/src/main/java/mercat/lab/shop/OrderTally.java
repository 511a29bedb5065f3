package mercat.lab.shop;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mercat.lab.load.LoadGenerator.CallOutcome;
import mercat.lab.month.Month;
import mercat.lab.shop.ShopClient.PlacedOrder;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Progress;
import org.HdrHistogram.Histogram;

/** Counts how orders end while they are placed; read by the progress line at the same time. */
public final class OrderTally {
  private static final int TROUBLES_MAX = 10;

  private final int orders;
  private final AckWriter acks;
  private final long startNanos = System.nanoTime();
  private final Histogram latencies = new Histogram(3_600_000_000_000L, 3);
  private final List<PlacedOrder> confirmed = new ArrayList<>();
  private final List<String> troubles = new ArrayList<>();
  private long outOfStock;
  private long failed;
  private long repeats;

  public OrderTally(int orders, AckWriter acks) {
    this.orders = orders;
    this.acks = acks;
  }

  /** Takes how one order ended that must come to a total. */
  public synchronized void take(String key, long expectedMinor, CallOutcome outcome) {
    latencies.recordValue(Math.max(0, outcome.latencyNanos()));
    repeats += outcome.attempts() - 1;
    if (outcome.status() / 100 != 2) {
      if (outcome.isFinal() && ShopClient.problemCode(outcome).equals("out_of_stock")) {
        outOfStock++;
      } else {
        fail(key, outcome.describe());
      }
      return;
    }
    var order = ShopClient.placed(outcome.json());
    acks.write(key, order);
    if (!outcome.isFinal() || !order.isConfirmed()) {
      fail(key, outcome.describe());
      return;
    }
    confirmed.add(order);
    if (order.totalMinor() != expectedMinor || !Month.CURRENCY.equals(order.currency())) {
      trouble(
          "order %s: the system says %s %s, expected %s %s"
              .formatted(
                  key,
                  Numbers.money(order.totalMinor()),
                  order.currency(),
                  Numbers.money(expectedMinor),
                  Month.CURRENCY));
    }
  }

  private void fail(String key, String what) {
    failed++;
    trouble("order " + key + ": " + what);
  }

  private void trouble(String what) {
    if (troubles.size() < TROUBLES_MAX) {
      troubles.add(what);
    }
  }

  public synchronized String line() {
    var done = latencies.getTotalCount();
    var perSecond = done / Math.max(Numbers.secondsSince(startNanos), 0.001);
    return String.format(
        Locale.ROOT,
        "%s orders, %.0f/s, %d confirmed, %d out of stock, %d failed, p99 %.1f ms",
        Progress.counted(done, orders),
        perSecond,
        confirmed.size(),
        outOfStock,
        failed,
        percentileMs(99));
  }

  public synchronized List<PlacedOrder> confirmed() {
    return List.copyOf(confirmed);
  }

  public synchronized long outOfStock() {
    return outOfStock;
  }

  /** Orders that ended otherwise, or never. */
  public synchronized long failed() {
    return failed;
  }

  public synchronized long repeats() {
    return repeats;
  }

  /** The first few orders that ended otherwise, or under another total than they must have. */
  public synchronized List<String> troubles() {
    return List.copyOf(troubles);
  }

  public synchronized double percentileMs(double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1e6;
  }
}
