package mercat.lab;

import java.util.OptionalLong;
import mercat.contracts.Command;
import mercat.lab.fuzz.Fuzz;
import mercat.lab.fuzz.Fuzz.FuzzPlan;
import mercat.lab.fuzz.FuzzVerdict;
import mercat.lab.load.LoadGenerator;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.SeedOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fuzz}: hostile input against a running system. */
@CommandLine.Command(
    name = "fuzz",
    mixinStandardHelpOptions = true,
    description = {
      "Reads the contract of a running system and sends it requests made by chance: good ones,",
      "and bad ones of every kind. No response may be a 5xx or give away how the system is made,",
      "every refusal must be a problem that the contract lists, and no invariant may break.",
      "It places real orders and changes products: not for a shop that is open.",
    })
public final class FuzzCommand implements Command {
  @Mixin private final TargetOptions target = new TargetOptions();
  @Mixin private final CommandOutput output = new CommandOutput();
  @Mixin private final SeedOption seed = new SeedOption();

  @Option(names = "--requests", description = "requests to send (default: ${DEFAULT-VALUE})")
  private long requests = 100000;

  @Option(
      names = "--only",
      paramLabel = "NUMBER",
      description = "send the one request of this number again, with the seed of its run")
  private @Nullable Long only;

  @Option(names = "--connections", description = "at the same time (default: ${DEFAULT-VALUE})")
  private int connections = 32;

  @Override
  public Integer call() throws Exception {
    var number = only == null ? OptionalLong.empty() : OptionalLong.of(only);
    var plan = output.checked(() -> new FuzzPlan(requests, seed.value(), connections, number));
    return output.conclude(() -> attack(plan));
  }

  private FuzzVerdict attack(FuzzPlan plan) {
    try (var load = new LoadGenerator()) {
      return new Fuzz(target.shop(load), target.database(), output.screen()).run(plan);
    }
  }
}
