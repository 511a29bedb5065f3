package mercat.lab;

import java.nio.file.Path;
import mercat.contracts.Command;
import mercat.lab.Drop.DropPlan;
import mercat.lab.load.LoadGenerator;
import mercat.lab.shop.AckWriter;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.TargetOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code drop}: a flash sale against a running system. */
@CommandLine.Command(
    name = "drop",
    mixinStandardHelpOptions = true,
    description = {
      "Puts a product on sale in a running system and lets far more buyers than units in at",
      "the same moment; then says who got one, and whether more was sold than there was.",
    })
public final class DropCommand implements Command {
  @Mixin private final TargetOptions target = new TargetOptions();
  @Mixin private final CommandOutput output = new CommandOutput();

  @Option(names = "--stock", description = "units for sale (default: ${DEFAULT-VALUE})")
  private int stock = 100;

  @Option(names = "--buyers", description = "buyers, one unit each (default: ${DEFAULT-VALUE})")
  private int buyers = 2000;

  @Option(
      names = "--connections",
      description = "connections that the buyers share (default: ${DEFAULT-VALUE})")
  private int connections = 256;

  @Option(
      names = "--acks",
      paramLabel = "FILE",
      description = "write down what was acknowledged, for verify")
  private @Nullable Path acks;

  @Override
  public Integer call() throws Exception {
    var plan = output.checked(() -> new DropPlan(stock, buyers, connections));
    return output.conclude(() -> {
      try (var load = new LoadGenerator();
          var told = AckWriter.create(acks)) {
        return new Drop(target.shop(load), told, output.screen()).run(plan);
      }
    });
  }
}
