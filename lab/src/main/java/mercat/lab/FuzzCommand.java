package mercat.lab;

import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import mercat.contracts.Command;
import mercat.lab.fuzz.Fuzz;
import mercat.lab.fuzz.FuzzPlan;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.Patience;
import mercat.lab.shop.Shop;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.Verdict;
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
      "and bad ones of every kind. No answer may be a 5xx or give away how the system is made,",
      "every refusal must be a problem that the contract lists, and no invariant may break.",
      "It places real orders and changes products: not for a shop that is open.",
    })
public final class FuzzCommand implements Command {
  @Mixin private final TargetOptions target = new TargetOptions();
  @Mixin private final CommandOutput output = new CommandOutput();

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "100000",
      description = "requests to send (default: ${DEFAULT-VALUE})")
  private long requests;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "makes the same requests as another run of this seed (default: by chance)")
  private @Nullable Long seed;

  @Option(
      names = "--only",
      paramLabel = "NUMBER",
      description = "send the one request of this number again, with the seed of its run")
  private @Nullable Long only;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "32",
      description = "at the same time (default: ${DEFAULT-VALUE})")
  private int connections;

  @Override
  public Integer call() throws Exception {
    FuzzPlan plan;
    try {
      plan =
          new FuzzPlan(
              requests,
              seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed,
              connections,
              only == null ? OptionalLong.empty() : OptionalLong.of(only));
    } catch (IllegalArgumentException wrong) {
      throw output.usage(String.valueOf(wrong.getMessage()));
    }
    return output.conclude(() -> attack(plan));
  }

  private Verdict attack(FuzzPlan plan) {
    var screen = output.screen();
    try (var load = new LoadGenerator()) {
      var token = target.adminToken();
      var shop = new Shop(load, target.address(), token, Patience.USUAL);
      var verdict = new Fuzz(shop, token, target.database(), screen).run(plan);
      verdict.print(screen);
      return verdict;
    }
  }
}
