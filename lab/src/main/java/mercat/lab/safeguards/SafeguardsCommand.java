package mercat.lab.safeguards;

import java.nio.file.Path;
import java.util.List;
import mercat.contracts.Command;
import mercat.lab.safeguards.Safeguards.SafeguardsPlan;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.DataOption;
import mercat.lab.terminal.SeedOption;
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
  @Mixin private final DataOption data = new DataOption();
  @Mixin private final SeedOption seed = new SeedOption();

  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "which to remove, one at a time (default: all)")
  private List<String> names = List.of();

  @Option(
      names = "--minutes",
      description = "how long each is tortured (default: ${DEFAULT-VALUE})")
  private int minutes = 2;

  @Option(
      names = "--control",
      description = "first torture the sources as they are, with every fault: they must hold")
  private boolean control;

  @Override
  public Integer call() throws Exception {
    var home = Path.of(System.getProperty("mercat.home", "")).toAbsolutePath();
    var plan =
        output.checked(() ->
            new SafeguardsPlan(
                home, data.folder("safeguards"), names, minutes, seed.value(), control));
    return output.conclude(() -> output.checked(() -> new Safeguards(plan, output.screen())).run());
  }
}
