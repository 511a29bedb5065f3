package mercat.lab.timing;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import mercat.contracts.Command;
import mercat.lab.shop.OwnShop;
import mercat.lab.shop.SignedInBuyers;
import mercat.lab.terminal.Bounds;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.OwnData;
import mercat.lab.terminal.SeedOption;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code timing}: what the time of an answer tells of who has an account. */
@CommandLine.Command(
    name = "timing",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a system of its own and asks it to sign in, to register and to reset a password by",
      "e-mail addresses that have an account and by such as have none, one request at a time.",
      "Says whether the answers differ, in what they say or in how long they take.",
    })
public final class TimingCommand implements Command {
  @Mixin private final CommandOutput output = new CommandOutput();
  @Mixin private final OwnData data = new OwnData();
  @Mixin private final SeedOption seed = new SeedOption();

  @Option(
      names = "--samples",
      description = "addresses of either kind, for each question (default: ${DEFAULT-VALUE})")
  private int samples = 1_000;

  @Option(
      names = "--cheap",
      description = {
        "hash passwords cheaply, so that they do not hide what else takes time;",
        "else as a system does that is told nothing"
      })
  private boolean isCheap;

  @Override
  public Integer call() throws Exception {
    output.check(() -> Bounds.check("samples", samples, 10, 100_000));
    var folder = data.folder("timing");
    return data.conclude(output, folder, () -> compare(folder));
  }

  private TimingVerdict compare(Path folder) {
    var startNanos = System.nanoTime();
    var settings =
        isCheap
            ? SignedInBuyers.SETTINGS
            : Map.of("MERCAT_EDGE_ATTEMPTS_MAX", "0", "MERCAT_EDGE_ACCOUNT_ATTEMPTS_MAX", "0");
    try (var shop = OwnShop.open(folder, settings, output.screen())) {
      var questions =
          new Questions(shop.client(), samples, new Random(seed.value()), output.screen()).ask();
      return TimingVerdict.of(
          samples, seed.value(), isCheap, questions, Numbers.secondsSince(startNanos));
    }
  }
}
