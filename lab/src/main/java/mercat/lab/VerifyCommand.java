package mercat.lab;

import java.nio.file.Path;
import java.util.List;
import mercat.contracts.Command;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.TargetOptions;
import mercat.lab.terminal.VerifyVerdict;
import mercat.verify.Ack;
import mercat.verify.Verify;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code verify}: every invariant, by SQL of its own. */
@CommandLine.Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Examines every invariant in one read-only snapshot of the database, and names the rows",
      "that break one. What is only on its way to a follower is no fault.",
      "Coupon limits (I7) have no context yet.",
    })
public final class VerifyCommand implements Command {
  @Mixin private final TargetOptions target = new TargetOptions();
  @Mixin private final CommandOutput output = new CommandOutput();

  @Option(
      names = "--acks",
      paramLabel = "FILE",
      description = "what clients were told, as replay and drop wrote it down; may be repeated")
  private List<Path> acks = List.of();

  @Override
  public Integer call() throws Exception {
    var told =
        output.checked(() -> acks.stream().flatMap(file -> Ack.read(file).stream()).toList());
    return output.conclude(() -> VerifyVerdict.of(Verify.run(target.requiredDatabase(), told)));
  }
}
