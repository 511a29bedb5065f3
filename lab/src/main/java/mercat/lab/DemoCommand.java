package mercat.lab;

import mercat.contracts.Command;
import mercat.lab.demo.Demo;
import mercat.lab.drop.Drop.DropPlan;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code demo}: the main job in one command. */
@CommandLine.Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a whole Mercat on a database of its own, sends a real month of orders through it,",
      "holds a sale with far more buyers than units, and proves by SQL that nothing was lost,",
      "oversold or charged twice.",
    })
public final class DemoCommand implements Command {
  private static final int CONNECTIONS = 256;

  @Mixin private final OwnSystemOptions own = new OwnSystemOptions();
  @Mixin private final CommandOutput output = new CommandOutput();

  @Option(names = "--keep", description = "go on with what the last demo left")
  private boolean keep;

  @Option(names = "--stay", description = "keep serving afterwards, until Ctrl-C")
  private boolean stay;

  @Option(
      names = "--orders",
      description = "replay only the first orders of the month (default: all)")
  private int orders = Integer.MAX_VALUE;

  @Option(
      names = "--stock",
      defaultValue = "100",
      description = "units in the sale (default: ${DEFAULT-VALUE})")
  private int stock;

  @Option(
      names = "--buyers",
      defaultValue = "2000",
      description = "buyers in the sale (default: ${DEFAULT-VALUE})")
  private int buyers;

  @Override
  public Integer call() throws Exception {
    try (var demo =
        output.checked(() ->
            new Demo(
                own.launch("demo"),
                keep,
                orders,
                new DropPlan(stock, buyers, CONNECTIONS),
                output.screen()))) {
      var code = output.conclude(demo::run);
      if (code == ExitCode.TRUE || code == ExitCode.VERDICT_FALSE) {
        demo.sayWhereToLook();
      }
      if (stay && code == ExitCode.TRUE) {
        demo.stay();
      }
      return code;
    }
  }
}
