package mercat.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import mercat.contracts.Command;
import mercat.lab.safeguards.Safeguards;
import mercat.lab.safeguards.SafeguardsPlan;
import mercat.lab.terminal.CommandOutput;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code safeguards}: whether a torture notices that something is missing. */
@CommandLine.Command(
    name = "safeguards",
    mixinStandardHelpOptions = true,
    description = {
      "Takes one safeguard after another out of a copy of the sources (lab/src/safeguards), builds",
      "it and tortures it, and demands that a promise is found broken. Needs the sources, a JDK",
      "and Maven. Each takes the minutes and about two more.",
    })
public final class SafeguardsCommand implements Command {
  @Mixin private final CommandOutput output = new CommandOutput();

  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "which to remove, one at a time (default: all)")
  private List<String> names = List.of();

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "2",
      description = "how long each is tortured (default: ${DEFAULT-VALUE})")
  private int minutes;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "of every torture (default: a new one, which is told)")
  private @Nullable Long seed;

  @Option(
      names = "--control",
      description = "first torture the sources as they are, with every fault: they must hold")
  private boolean control;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "where the copies are built, in the folder safeguards (default: ~/.mercat)")
  private @Nullable Path data;

  @Override
  public Integer call() throws Exception {
    var folder = data == null ? Path.of(System.getProperty("user.home"), ".mercat") : data;
    var home = Path.of(System.getProperty("mercat.home", "")).toAbsolutePath();
    return output.conclude(() -> open(home, folder.resolve("safeguards")).run());
  }

  private Safeguards open(Path home, Path folder) {
    try {
      var plan =
          new SafeguardsPlan(
              home,
              folder,
              names,
              minutes,
              seed == null ? new Random().nextInt(Integer.MAX_VALUE) : seed,
              control);
      return new Safeguards(plan, output.screen());
    } catch (IllegalArgumentException wrong) {
      throw output.usage(String.valueOf(wrong.getMessage()));
    }
  }
}
