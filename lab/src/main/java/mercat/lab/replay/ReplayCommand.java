package mercat.lab.replay;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import mercat.contracts.Command;
import mercat.lab.load.LoadGenerator;
import mercat.lab.month.Month;
import mercat.lab.replay.Replay.ReplayPlan;
import mercat.lab.replay.Replay.ReplayVerdict;
import mercat.lab.shop.AckWriter;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.TargetOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code replay}: sends a month of real orders through a running system. */
@CommandLine.Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Sends order files (CSV, plain or gzipped) through a running system and compares",
      "what it answers, and what its ledger captured, with what the files say.",
    })
public final class ReplayCommand implements Command {
  @Mixin private final TargetOptions target = new TargetOptions();
  @Mixin private final CommandOutput output = new CommandOutput();

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "order files, one month each")
  private List<Path> files = List.of();

  @Option(
      names = "--stock-share",
      paramLabel = "SHARE",
      defaultValue = "1",
      description = "how much of what the file demands is in stock, 0 to 1 (default: all)")
  private BigDecimal stockShare = BigDecimal.ONE;

  @Option(
      names = "--in-flight",
      description = "orders under way at any time (default: ${DEFAULT-VALUE})")
  private int inFlight = 64;

  @Option(
      names = "--signed-in",
      description = {
        "the buyers register and sign in first; the system must count no attempts:",
        "edge.attempts-max=0, edge.account-attempts-max=0"
      })
  private boolean isSignedIn;

  @Option(
      names = "--acks",
      paramLabel = "FILE",
      description = "write down what was acknowledged, for verify")
  private @Nullable Path acks;

  @Override
  public Integer call() throws Exception {
    var plan = output.checked(() -> new ReplayPlan(inFlight, stockShare, isSignedIn));
    return output.conclude(() -> {
      // All files are read before the first order: a broken one must leave nothing half done.
      var months = files.stream().map(Month::read).toList();
      try (var load = new LoadGenerator();
          var told = AckWriter.create(acks)) {
        var replay = new Replay(target.shop(load), target.database(), told, plan, output.screen());
        return ReplayVerdict.of(months.stream().map(replay::run).toList());
      }
    });
  }
}
