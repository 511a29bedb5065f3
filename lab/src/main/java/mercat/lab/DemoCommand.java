package mercat.lab;

import java.nio.file.Path;
import java.util.Optional;
import mercat.contracts.Command;
import mercat.lab.demo.Demo;
import mercat.lab.demo.DemoPlan;
import mercat.lab.drop.DropPlan;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.ExitCode;
import org.jspecify.annotations.Nullable;
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
  @Mixin private final CommandOutput output = new CommandOutput();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "where the demo's system lives, in the folder demo (default: ~/.mercat)")
  private @Nullable Path data;

  @Option(names = "--keep", description = "go on with what the last demo left")
  private boolean keep;

  @Option(names = "--stay", description = "keep serving afterwards, until Ctrl-C")
  private boolean stay;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "the API's port (default: a free one)")
  private @Nullable Integer port;

  @Option(
      names = "--ops-port",
      paramLabel = "PORT",
      description = "the operations port (default: a free one)")
  private @Nullable Integer opsPort;

  @Option(
      names = "--db",
      paramLabel = "URL",
      description = "a PostgreSQL instead of the embedded one; it is not emptied")
  private @Nullable String db;

  @Option(
      names = "--orders",
      paramLabel = "N",
      description = "replay only the first orders of the month (default: all)")
  private int orders = Integer.MAX_VALUE;

  @Option(
      names = "--stock",
      paramLabel = "N",
      defaultValue = "100",
      description = "units in the sale (default: ${DEFAULT-VALUE})")
  private int stock;

  @Option(
      names = "--buyers",
      paramLabel = "N",
      defaultValue = "2000",
      description = "buyers in the sale (default: ${DEFAULT-VALUE})")
  private int buyers;

  @Override
  public Integer call() throws Exception {
    DemoPlan plan;
    try {
      var home = data == null ? Path.of(System.getProperty("user.home"), ".mercat") : data;
      plan =
          new DemoPlan(
              home.resolve("demo"),
              keep,
              Optional.ofNullable(port),
              Optional.ofNullable(opsPort),
              Optional.ofNullable(db),
              orders,
              new DropPlan(stock, buyers, 256));
    } catch (IllegalArgumentException wrong) {
      throw output.usage(String.valueOf(wrong.getMessage()));
    }
    try (var demo = new Demo(plan, output.screen())) {
      var code = output.conclude(demo::run);
      if (stay && code == ExitCode.TRUE) {
        demo.stay();
      }
      return code;
    }
  }
}
