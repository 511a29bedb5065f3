package mercat.lab.torture;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.TextTable;
import mercat.lab.terminal.Verdict;
import mercat.lab.verify.Finding;

/**
 * What a torture came to; true when nothing was lost, oversold, charged twice or left open, the
 * books balance, no answer changed, every invariant holds, a rolling restart failed nobody, and no
 * fault broke what is {@linkplain Promises promised} of it.
 *
 * @param acknowledged orders that a client was told of
 * @param failedRequests over all faults
 * @param changed answers that contradict one another, orders nobody asked for, refusals without a
 *     reason
 * @param topologyLooks how often every living node was asked who is there
 * @param topologyUntruths how often not all of that was so, be it while nodes were parted
 * @param skipped faults that could not be tried here, and why
 * @param troubles what makes it false, the first of each kind
 */
@JsonPropertyOrder({
  "ok",
  "seed",
  "minutes",
  "acknowledged",
  "lost",
  "oversold",
  "doubleCharged",
  "ledgerOff",
  "unresolved",
  "changed",
  "faults",
  "invariants"
})
public record TortureVerdict(
    boolean ok,
    long seed,
    int minutes,
    int nodes,
    double rate,
    long requests,
    long acknowledged,
    long refused,
    long leftPending,
    long failedRequests,
    long lost,
    long oversold,
    long doubleCharged,
    long ledgerOff,
    long unresolved,
    long changed,
    int snapshots,
    int topologyLooks,
    int topologyUntruths,
    List<FaultReport> faults,
    List<Skipped> skipped,
    List<Finding> invariants,
    List<String> troubles,
    String history,
    double seconds)
    implements Verdict {

  public TortureVerdict {
    faults = List.copyOf(faults);
    skipped = List.copyOf(skipped);
    invariants = List.copyOf(invariants);
    troubles = List.copyOf(troubles);
  }

  /** A fault that could not be tried. */
  public record Skipped(String id, String why) {}

  /** The verdict as people read it. */
  public void print(Screen screen) {
    screen.print("");
    var table =
        new TextTable(
            "fault",
            "times",
            "failed",
            "nobody served",
            "one waited",
            "recovered in",
            "dead named",
            "truth after",
            "5xx/429",
            "what");
    for (var fault : faults) {
      table.add(
          fault.id(),
          String.valueOf(fault.count()),
          Numbers.count(fault.failedRequests()),
          seconds(fault.maxUnavailableMs()),
          seconds(fault.waitedMsMax()),
          fault.recovered() ? seconds(fault.recoverMsMax()) : "NOT in time",
          seconds(fault.staleMsMax()),
          seconds(fault.truthfulMsMax()),
          Numbers.count(fault.serverErrors()),
          fault.title());
    }
    table.lines().forEach(line -> screen.print("  " + line));
    for (var fault : faults) {
      fault.remarks().forEach(remark -> screen.print("  %-5s  %s".formatted(fault.id(), remark)));
    }
    skipped.forEach(one -> screen.print("  %-5s  not tried: %s".formatted(one.id(), one.why())));
    screen.print("");
    screen.print(
        "  requests    %s, of them %s failed"
            .formatted(Numbers.count(requests), Numbers.count(failedRequests)));
    screen.print(
        "  orders      %s acknowledged (%s left in doubt), %s refused"
            .formatted(
                Numbers.count(acknowledged), Numbers.count(leftPending), Numbers.count(refused)));
    screen.print(
        "  lost %d, oversold %d, charged twice %d, ledger off %d, unresolved %d, answers changed %d"
            .formatted(lost, oversold, doubleCharged, ledgerOff, unresolved, changed));
    screen.print(
        "  invariants  %d, and stock, books and keys in %d snapshots on the way"
            .formatted(invariants.size(), snapshots));
    screen.print(
        "  topology    every node asked %d times who is there; %d times somebody was wrong"
            .formatted(topologyLooks, topologyUntruths));
    troubles.forEach(trouble -> screen.print("  " + screen.bad("!") + " " + trouble));
    screen.print("  seed        " + seed);
    screen.print("  history     " + history);
    screen.print("  took        %s s".formatted(Numbers.decimal(seconds)));
    screen.print(
        "  verdict     "
            + (ok
                ? screen.good("nothing was lost, oversold or charged twice")
                : screen.bad("NOT everything was survived whole")));
  }

  private static String seconds(long ms) {
    return Numbers.decimal(ms / 1e3) + " s";
  }
}
