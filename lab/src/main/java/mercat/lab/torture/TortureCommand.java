package mercat.lab.torture;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import mercat.contracts.Command;
import mercat.lab.cluster.Layout;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.OwnData;
import mercat.lab.terminal.SeedOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code torture}: faults of every kind under load, and the proof of what was survived. */
@CommandLine.Command(
    name = "torture",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a cluster of its own, lets buyers come without pause, and makes one fault after",
      "another happen: killed and frozen nodes, parted networks, a killed database, lost replies,",
      "storms of buyers, rolling restarts, a power cut. Then holds what every client was told",
      "against what is there. As root each node has a network of its own; else faults of the",
      "network are left out, and named. Ends within the minutes and five more.",
    })
public final class TortureCommand implements Command {
  @Mixin private final CommandOutput output = new CommandOutput();
  @Mixin private final OwnData data = new OwnData();
  @Mixin private final SeedOption seed = new SeedOption();

  @Option(names = "--nodes", description = "how many nodes (default: ${DEFAULT-VALUE})")
  private int nodes = 4;

  @Option(
      names = "--layout",
      paramLabel = "FILE",
      description = "who hosts what, instead of --nodes; see cluster")
  private @Nullable Path layout;

  @Option(names = "--minutes", description = "how long (default: ${DEFAULT-VALUE})")
  private int minutes = 10;

  @Option(names = "--once", description = "ends as soon as each fault was there once")
  private boolean once;

  @Option(names = "--faults", split = ",", description = "only these, such as F1,F5 (default: all)")
  private List<String> faults = List.of();

  @Option(
      names = "--provider",
      paramLabel = "NAME",
      description =
          "who takes the cards: sandbox, or stripe, which is a process of its own and is killed too;"
              + " then all nodes share one network (default: ${DEFAULT-VALUE})")
  private String provider = "sandbox";

  @Option(
      names = "--rate",
      description = "buyers each second (default: what one node serves here, 100 at most)")
  private @Nullable Double rate;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "settings for every node, over those of the run")
  private List<Path> configs = List.of();

  @Option(
      names = "--previous",
      paramLabel = "JAR",
      description =
          "another version, its libraries beside it: every second node starts by it, and each"
              + " rolling restart changes every node's version")
  private @Nullable Path previous;

  @Override
  public Integer call() throws Exception {
    var plan =
        output.checked(() ->
            new TorturePlan(
                data.folder("torture"),
                layout == null ? Layout.full(nodes) : Layout.read(layout),
                minutes,
                once,
                seed.value(),
                faults,
                PaymentTaker.named(provider),
                rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate),
                configs,
                Optional.ofNullable(previous)));
    return data.conclude(output, plan.data(), new Torture(plan, output.screen())::run);
  }
}
