package mercat.lab.bench;

import java.util.List;
import java.util.Set;
import mercat.contracts.Command;
import mercat.lab.bench.BenchPlan.Part;
import mercat.lab.terminal.Bounds;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.OwnSystemOptions;
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
  @Mixin private final OwnSystemOptions own = new OwnSystemOptions();
  @Mixin private final CommandOutput output = new CommandOutput();

  @Option(names = "--rounds", description = "alternating rounds (default: ${DEFAULT-VALUE})")
  private int rounds = 5;

  @Option(names = "--quick", description = "a smoke run: one short round, nothing is judged")
  private boolean quick;

  @Option(
      names = "--race",
      description = "checkout against the floor in full, all else as with --quick; not judged")
  private boolean race;

  @Option(
      names = "--signed-in",
      description = {
        "guests and buyers who have signed in, in turn and in full, all else as with --quick;",
        "only that is judged"
      })
  private boolean signedIn;

  @Option(
      names = "--accounts",
      description = "buyers who have signed in (default: ${DEFAULT-VALUE})")
  private int accounts = 1_000;

  @Option(names = "--coupons", description = "one order in ten of the race has a coupon")
  private boolean coupons;

  @Option(
      names = "--floor",
      paramLabel = "RUNNER",
      description = "pgbench where there is one, or java (default: ${DEFAULT-VALUE})")
  private String floor = "pgbench";

  @Override
  public Integer call() throws Exception {
    var plan =
        output.checked(() -> {
          Bounds.checkKnown("floor", List.of(floor), List.of("pgbench", "java"));
          return new BenchPlan(rounds, accounts, coupons, full());
        });
    var launch = own.launch("bench");
    return own.data()
        .conclude(
            output,
            launch.data(),
            new Bench(launch, plan, floor.equals("pgbench"), output.screen())::run);
  }

  private Set<Part> full() {
    if (!quick && !race && !signedIn) {
      return Set.of(Part.values());
    }
    return quick ? Set.of() : Set.of(race ? Part.RACE : Part.SIGNED_IN);
  }
}
