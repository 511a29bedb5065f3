package mercat.lab;

import java.time.Duration;
import mercat.contracts.Command;
import mercat.lab.siege.Siege;
import mercat.lab.terminal.CommandOutput;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code siege}: strangers who attack, beside buyers who do not. */
@CommandLine.Command(
    name = "siege",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a system of its own and attacks it in every known way at once, bodies that do not",
      "end, answers that nobody reads, deadlines that are over at once, beside buyers who only",
      "want to buy. Says whether these were served, and whether the books are right.",
    })
public final class SiegeCommand implements Command {
  @Mixin private final CommandOutput output = new CommandOutput();
  @Mixin private final OwnData data = new OwnData();

  @Option(
      names = "--orders",
      description = {
        "honest orders a second, at most (default: ${DEFAULT-VALUE});",
        "no more than a tenth of what this machine takes without attacks"
      })
  private int orders = 50;

  @Option(
      names = "--seconds",
      description = "how long the attacks last (default: ${DEFAULT-VALUE})")
  private int seconds = 60;

  @Option(
      names = "--strength",
      description =
          "part of the usual number of attackers (default: ${DEFAULT-VALUE}, all of them)")
  private double strength = 1;

  @Override
  public Integer call() throws Exception {
    var plan =
        output.checked(() ->
            new Siege.Plan(data.folder("siege"), orders, Duration.ofSeconds(seconds), strength));
    return data.conclude(output, plan.data(), new Siege(plan, output.screen())::run);
  }
}
