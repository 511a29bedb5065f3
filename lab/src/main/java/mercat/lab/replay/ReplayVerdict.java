package mercat.lab.replay;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.stream.Stream;
import mercat.lab.terminal.CommandVerdict;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;

/**
 * What a replay found. Amounts are pence.
 *
 * @param rowsRefused rows of the file that gave neither a product nor a line
 * @param invoices those whose number is all digits
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
        "%s confirmed of %s%s%s",
        confirmed,
        orders,
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
        "the ledger", "%s GBP captured (read by %s)", Numbers.money(ledgerCapturedMinor), ledgerBy);
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
