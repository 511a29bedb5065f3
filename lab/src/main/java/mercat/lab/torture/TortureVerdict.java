package mercat.lab.torture;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import mercat.lab.terminal.CommandOutput.CommandVerdict;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.TextTable;
import mercat.lab.torture.Checker.Wrong;
import mercat.verify.Finding;
import org.jspecify.annotations.Nullable;

/**
 * What a torture came to; true when nothing was lost, oversold, charged twice or left open, the
 * books balance, no answer changed, every invariant holds, a rolling restart failed nobody, and no
 * fault broke what is promised of it, as far as the machine had processor time left to tell.
 *
 * @param acknowledged orders that a client was told of
 * @param failedRequests over all faults
 * @param wrong how often each thing was that must not be, in JSON by its name beside the others
 * @param topologyLooks how often every living node was asked who is there
 * @param topologyUntruths how often not all of that was so, be it while nodes were parted
 * @param provider its book and what was done to it, where it is a process of its own
 * @param skipped faults that could not be tried here, and why
 * @param troubles what makes it false, the first of each kind
 * @param tooSlowToTell what came late while the machine had no processor time left
 */
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
    @JsonAnyGetter Map<Wrong, Long> wrong,
    int snapshots,
    int topologyLooks,
    int topologyUntruths,
    List<FaultReport> faults,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ProviderVerdict provider,
    List<Skipped> skipped,
    List<Finding> invariants,
    List<String> troubles,
    List<String> tooSlowToTell,
    String history,
    double seconds)
    implements CommandVerdict {

  public record Skipped(String id, String why) {}

  @Override
  public void print(Screen screen) {
    screen.table(table());
    for (var fault : faults) {
      fault.remarks().forEach(remark -> screen.print("  %-5s  %s".formatted(fault.id(), remark)));
    }
    skipped.forEach(one -> screen.print("  %-5s  not tried: %s".formatted(one.id(), one.why())));
    screen.print("");
    screen.line("requests", "%s, of them %s failed", requests, failedRequests);
    screen.line(
        "orders",
        "%s acknowledged (%s left in doubt), %s refused",
        acknowledged,
        leftPending,
        refused);
    screen.print(
        "  lost %d, oversold %d, charged twice %d, ledger off %d, unresolved %d, answers changed %d"
            .formatted(wrong.values().toArray()));
    screen.line(
        "invariants",
        "%s, and stock, books and keys in %s snapshots on the way",
        invariants.size(),
        snapshots);
    if (provider != null) {
      provider.print(screen);
    }
    screen.line(
        "topology",
        "every node asked %s times who is there; %s times somebody was wrong",
        topologyLooks,
        topologyUntruths);
    screen.troubles(troubles);
    tooSlowToTell.forEach(late -> screen.print("  too slow to tell  " + late));
    screen.line("seed", "%s", String.valueOf(seed));
    screen.line("history", "%s", history);
    screen.line("took", "%s s", seconds);
    screen.verdict(
        ok,
        tooSlowToTell.isEmpty()
            ? "nothing was lost, oversold or charged twice, and no promise of time was broken"
            : "nothing was lost, oversold or charged twice; this machine is too slow to tell"
                + " whether everybody was served in time",
        wrong.values().stream().allMatch(times -> times == 0)
                && invariants.stream().allMatch(Finding::holds)
            ? "nothing was lost, oversold or charged twice, but NOT every promise was kept"
            : "NOT everything was survived whole");
  }

  private TextTable table() {
    var table =
        TextTable.of(
            "fault | times | failed | nobody served | one waited | recovered in | dead named | truth after | 5xx/429 | what");
    for (var fault : faults) {
      table.add(
          fault.id(),
          fault.count(),
          fault.failedRequests(),
          fault.seconds(Figure.MAX_UNAVAILABLE_MS),
          fault.seconds(Figure.WAITED_MS_MAX),
          fault.recovered() ? fault.seconds(Figure.RECOVER_MS_MAX) : "NOT in time",
          fault.seconds(Figure.STALE_MS_MAX),
          fault.seconds(Figure.TRUTHFUL_MS_MAX),
          fault.figure(Figure.SERVER_ERRORS),
          fault.title());
    }
    return table;
  }
}
