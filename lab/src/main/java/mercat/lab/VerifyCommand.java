package mercat.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mercat.contracts.Command;
import mercat.lab.shop.AckFile;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.Verdict;
import mercat.lab.verify.Verify;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code verify}: every invariant, by SQL of the lab's own. */
@CommandLine.Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Examines every invariant in one read-only snapshot of the database, and names the rows",
      "that break one. What is only on its way to a follower is no fault.",
      "Coupon limits (I7) and the audit chain (I10) have no context yet.",
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
    var told = new ArrayList<AckFile.Ack>();
    try {
      acks.forEach(file -> told.addAll(AckFile.read(file)));
    } catch (IllegalArgumentException unreadable) {
      throw output.usage(String.valueOf(unreadable.getMessage()));
    }
    return output.conclude(() -> verify(told));
  }

  private Verdict verify(List<AckFile.Ack> told) {
    var verdict = Verify.run(target.requiredDatabase(), told);
    verdict.print(output.screen());
    return verdict;
  }
}
