package mercat.lab.replay;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import mercat.lab.terminal.CommandVerdict;
import mercat.lab.terminal.Screen;

/**
 * Several months, one after another: sums, the slowest latencies, and each month by itself.
 *
 * @param sum the keys of one replay, over all files
 */
@JsonPropertyOrder("sum")
public record ReplayVerdicts(@JsonUnwrapped ReplayVerdict sum, List<ReplayVerdict> files)
    implements CommandVerdict {

  public ReplayVerdicts {
    files = List.copyOf(files);
  }

  @Override
  public boolean ok() {
    return sum.ok();
  }

  @Override
  public void print(Screen screen) {
    files.forEach(file -> file.print(screen));
  }

  public static ReplayVerdicts of(List<ReplayVerdict> files) {
    return new ReplayVerdicts(
        new ReplayVerdict(
            files.stream().allMatch(ReplayVerdict::ok),
            total(files, ReplayVerdict::products),
            total(files, ReplayVerdict::rowsRefused),
            total(files, ReplayVerdict::invoices),
            total(files, ReplayVerdict::orders),
            total(files, ReplayVerdict::confirmed),
            total(files, ReplayVerdict::rejected),
            total(files, ReplayVerdict::failed),
            total(files, ReplayVerdict::skipped),
            total(files, ReplayVerdict::returnsSeen),
            total(files, ReplayVerdict::lines),
            total(files, ReplayVerdict::units),
            total(files, ReplayVerdict::expectedMinor),
            total(files, ReplayVerdict::totalMinor),
            total(files, ReplayVerdict::ledgerCapturedMinor),
            files.getFirst().ledgerBy(),
            files.stream().mapToDouble(ReplayVerdict::seconds).sum(),
            files.stream().mapToDouble(ReplayVerdict::captureSeconds).sum(),
            slowest(files, ReplayVerdict::p50Ms),
            slowest(files, ReplayVerdict::p99Ms),
            files.stream().flatMap(file -> file.troubles().stream()).toList()),
        files);
  }

  private static long total(List<ReplayVerdict> files, ToLongFunction<ReplayVerdict> key) {
    return files.stream().mapToLong(key).sum();
  }

  private static double slowest(List<ReplayVerdict> files, ToDoubleFunction<ReplayVerdict> key) {
    return files.stream().mapToDouble(key).max().orElse(0);
  }
}
