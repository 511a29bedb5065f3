package mercat.lab.replay;

import java.util.List;
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

  public ReplayVerdict {
    troubles = List.copyOf(troubles);
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
