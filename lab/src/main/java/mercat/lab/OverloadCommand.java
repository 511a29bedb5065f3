package mercat.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mercat.contracts.Command;
import mercat.lab.overload.Overload;
import mercat.lab.overload.OverloadPlan;
import mercat.lab.terminal.CommandOutput;
import org.jspecify.annotations.Nullable;
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

  @Option(
      names = "--peak",
      paramLabel = "N",
      defaultValue = "500",
      description = "orders a second that the system lets in (default: ${DEFAULT-VALUE})")
  private int peak;

  @Option(
      names = "--times",
      paramLabel = "N",
      split = ",",
      defaultValue = "3,10",
      description = "how many times the peak is offered (default: ${DEFAULT-VALUE})")
  private List<Integer> times = List.of();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "60",
      description = "how long each is offered (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "where its system lives, in the folder overload (default: ~/.mercat)")
  private @Nullable Path data;

  @Override
  public Integer call() throws Exception {
    var home = data == null ? Path.of(System.getProperty("user.home"), ".mercat") : data;
    OverloadPlan plan;
    try {
      plan = new OverloadPlan(home.resolve("overload"), peak, times, Duration.ofSeconds(seconds));
    } catch (IllegalArgumentException wrong) {
      throw output.usage(String.valueOf(wrong.getMessage()));
    }
    return output.conclude(() -> new Overload(plan, output.screen()).run());
  }
}
