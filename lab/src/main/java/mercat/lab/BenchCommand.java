package mercat.lab;

import java.nio.file.Path;
import java.util.Optional;
import mercat.contracts.Command;
import mercat.lab.bench.BenchRun;
import mercat.lab.terminal.CommandOutput;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench}: the speed of this machine now. */
@CommandLine.Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a system of its own and measures it, in alternation with the floor: the fewest",
      "rows of one order in one transaction on the same PostgreSQL. Ends within 12 minutes.",
    })
public final class BenchCommand implements Command {
  private static final int ROUNDS_MAX = 9;

  @Mixin private final CommandOutput output = new CommandOutput();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "where the bench's own system lives, in the folder bench (default: ~/.mercat)")
  private @Nullable Path data;

  @Option(
      names = "--db",
      paramLabel = "URL",
      description = "measure on this PostgreSQL instead of the embedded one (superuser)")
  private @Nullable String db;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "the system's port (default: a free one)")
  private @Nullable Integer port;

  @Option(
      names = "--ops-port",
      paramLabel = "PORT",
      description = "the system's operations port (default: a free one)")
  private @Nullable Integer opsPort;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "alternating rounds (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(names = "--quick", description = "a smoke run: one short round, nothing is judged")
  private boolean quick;

  @Option(
      names = "--race",
      description = "checkout against the floor in full, all else as with --quick; not judged")
  private boolean race;

  @Option(
      names = "--floor",
      paramLabel = "RUNNER",
      defaultValue = "pgbench",
      description = "pgbench where there is one, or java (default: ${DEFAULT-VALUE})")
  private String floor = "pgbench";

  @Override
  public Integer call() throws Exception {
    if (rounds < 1 || rounds > ROUNDS_MAX) {
      throw output.usage("rounds: 1 to " + ROUNDS_MAX);
    }
    if (!floor.equals("pgbench") && !floor.equals("java")) {
      throw output.usage("the floor runs by pgbench or java");
    }
    var home = data == null ? Path.of(System.getProperty("user.home"), ".mercat") : data;
    var run =
        new BenchRun(
            home.resolve("bench"),
            Optional.ofNullable(port),
            Optional.ofNullable(opsPort),
            Optional.ofNullable(db),
            quick ? BenchRun.Depth.QUICK : race ? BenchRun.Depth.RACE : BenchRun.Depth.FULL,
            rounds,
            floor.equals("pgbench"));
    return output.conclude(() -> run.measure(output.screen()));
  }
}
