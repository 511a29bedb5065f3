package mercat.lab.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mercat.lab.load.Outcome;
import mercat.lab.month.Month;
import mercat.lab.shop.AckFile;
import mercat.lab.shop.PlacedOrder;
import mercat.lab.shop.Shop;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Progress;
import org.HdrHistogram.Histogram;

/** Counts how orders end while they are replayed; read by the progress line at the same time. */
final class Tally {
  private static final int TROUBLES_MAX = 10;

  private final int orders;
  private final AckFile acks;
  private final long startNanos = System.nanoTime();
  private final Histogram latencies = new Histogram(3_600_000_000_000L, 3);
  private final List<PlacedOrder> confirmed = new ArrayList<>();
  private final List<String> troubles = new ArrayList<>();
  private long totalMinor;
  private int rejected;
  private int failed;
  private int wrongTotals;

  Tally(int orders, AckFile acks) {
    this.orders = orders;
    this.acks = acks;
  }

  synchronized void take(Month.Order order, Outcome outcome) {
    latencies.recordValue(Math.max(0, outcome.latencyNanos()));
    if (outcome.isSuccess()) {
      takeAcknowledged(order, outcome);
    } else if (outcome.isFinal() && Shop.problemCode(outcome.body()).equals("out_of_stock")) {
      rejected++;
    } else {
      if (outcome.status() == 202) {
        acks.write(order.invoice(), Shop.placed(outcome.body()));
      }
      failed++;
      trouble("order " + order.invoice() + ": " + outcome.describe());
    }
  }

  private void takeAcknowledged(Month.Order order, Outcome outcome) {
    var placed = Shop.placed(outcome.body());
    acks.write(order.invoice(), placed);
    if (!placed.isConfirmed()) {
      failed++;
      trouble("order " + order.invoice() + " is " + placed.status() + ", not confirmed");
      return;
    }
    confirmed.add(placed);
    totalMinor += placed.totalMinor();
    if (placed.totalMinor() != order.totalMinor() || !Month.CURRENCY.equals(placed.currency())) {
      wrongTotals++;
      trouble(
          "order %s: the system says %s %s, the file says %s %s"
              .formatted(
                  order.invoice(),
                  Numbers.money(placed.totalMinor()),
                  placed.currency(),
                  Numbers.money(order.totalMinor()),
                  Month.CURRENCY));
    }
  }

  synchronized void trouble(String what) {
    if (troubles.size() < TROUBLES_MAX) {
      troubles.add(what);
    }
  }

  synchronized String line() {
    var done = latencies.getTotalCount();
    var seconds = (System.nanoTime() - startNanos) / 1e9;
    return String.format(
        Locale.ROOT,
        "%s %d of %d orders, %.0f/s, %d confirmed%s%s, p50 %.1f ms, p99 %.1f ms",
        Progress.bar(done, orders),
        done,
        orders,
        done / Math.max(0.001, seconds),
        confirmed.size(),
        rejected == 0 ? "" : ", " + rejected + " out of stock",
        failed == 0 ? "" : ", " + failed + " failed",
        percentileMs(50),
        percentileMs(99));
  }

  synchronized List<PlacedOrder> confirmed() {
    return List.copyOf(confirmed);
  }

  synchronized List<String> troubles() {
    return List.copyOf(troubles);
  }

  synchronized long totalMinor() {
    return totalMinor;
  }

  synchronized int rejected() {
    return rejected;
  }

  synchronized int failed() {
    return failed;
  }

  synchronized boolean hasWrongTotals() {
    return wrongTotals > 0;
  }

  synchronized double percentileMs(double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1e6;
  }
}
