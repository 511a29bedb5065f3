package mercat.lab;

import java.time.Duration;
import java.util.List;
import mercat.contracts.Command;
import mercat.lab.overload.Overload;
import mercat.lab.overload.Overload.OverloadPlan;
import mercat.lab.terminal.CommandOutput;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code overload}: more buyers than are let in. */
@CommandLine.Command(
    name = "overload",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a system of its own that lets in a number of orders a second, offers it several",
      "times as many, and says whether those let in were served, the rest were told when to come",
      "again, and how soon all was as before.",
    })
public final class OverloadCommand implements Command {
  @Mixin private final CommandOutput output = new CommandOutput();
  @Mixin private final OwnData data = new OwnData();

  @Option(
      names = "--peak",
      description = "orders a second that the system lets in (default: ${DEFAULT-VALUE})")
  private int peak = 500;

  @Option(
      names = "--times",
      split = ",",
      defaultValue = "3,10",
      description = "how many times the peak is offered (default: ${DEFAULT-VALUE})")
  private List<Integer> times = List.of();

  @Option(names = "--seconds", description = "how long each is offered (default: ${DEFAULT-VALUE})")
  private int seconds = 60;

  @Override
  public Integer call() throws Exception {
    var plan =
        output.checked(() ->
            new OverloadPlan(data.folder("overload"), peak, times, Duration.ofSeconds(seconds)));
    return data.conclude(output, plan.data(), new Overload(plan, output.screen())::run);
  }
}
