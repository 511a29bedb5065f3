package mercat.lab.drop;

import java.util.ArrayList;
import java.util.List;
import mercat.lab.load.Outcome;
import mercat.lab.shop.AckFile;
import mercat.lab.shop.Shop;
import mercat.lab.terminal.Progress;
import org.HdrHistogram.Histogram;

/** Counts what buyers of a sale are told; read by the progress line at the same time. */
final class DropTally {
  private static final int TROUBLES_MAX = 10;

  private final int buyers;
  private final long priceMinor;
  private final AckFile acks;
  private final Histogram latencies = new Histogram(3_600_000_000_000L, 3);
  private final List<String> troubles = new ArrayList<>();
  private long sold;
  private long refused;
  private long failed;
  private long repeats;

  DropTally(int buyers, long priceMinor, AckFile acks) {
    this.buyers = buyers;
    this.priceMinor = priceMinor;
    this.acks = acks;
  }

  synchronized void take(String key, Outcome outcome) {
    latencies.recordValue(Math.max(0, outcome.latencyNanos()));
    repeats += outcome.attempts() - 1;
    if (outcome.status() == 201 || outcome.status() == 200 || outcome.status() == 202) {
      var order = Shop.placed(outcome.body());
      acks.write(key, order);
      if (outcome.isFinal() && order.isConfirmed()) {
        sold++;
        if (order.totalMinor() != priceMinor) {
          trouble("order %s costs %d".formatted(order.id(), order.totalMinor()));
        }
        return;
      }
    } else if (outcome.isFinal() && Shop.problemCode(outcome.body()).equals("out_of_stock")) {
      refused++;
      return;
    }
    failed++;
    trouble("buyer " + key + ": " + outcome.describe());
  }

  private void trouble(String what) {
    if (troubles.size() < TROUBLES_MAX) {
      troubles.add(what);
    }
  }

  synchronized String line() {
    var done = latencies.getTotalCount();
    return "%s %d of %d buyers know, %d sold, %d refused%s"
        .formatted(
            Progress.bar(done, buyers),
            done,
            buyers,
            sold,
            refused,
            failed == 0 ? "" : ", " + failed + " failed");
  }

  synchronized long sold() {
    return sold;
  }

  synchronized long refused() {
    return refused;
  }

  synchronized long failed() {
    return failed;
  }

  synchronized long repeats() {
    return repeats;
  }

  synchronized List<String> troubles() {
    return List.copyOf(troubles);
  }

  synchronized double percentileMs(double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1e6;
  }
}
