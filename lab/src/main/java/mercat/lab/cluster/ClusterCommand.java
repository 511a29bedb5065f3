package mercat.lab.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import mercat.contracts.Command;
import mercat.lab.system.DataDirectory;
import mercat.lab.terminal.Bounds;
import mercat.lab.terminal.CommandOutput.ExitCode;
import mercat.lab.terminal.DataOption;
import mercat.lab.terminal.QuietOption;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.TextTable;
import mercat.verify.UnreachableException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cluster}: a whole cluster on this machine. */
@CommandLine.Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a cluster on this machine: one process for each node, one database beside them, and",
      "certificates with which they know one another. A node that dies is started again.",
      "Serves until Ctrl-C.",
    })
public final class ClusterCommand implements Command {
  private static final int NODES = 3;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Option(names = "--nodes", paramLabel = "N", description = "how many (default: " + NODES + ")")
  private @Nullable Integer nodes;

  @Option(
      names = "--layout",
      paramLabel = "FILE",
      description = {
        "who hosts what, a line for each node: name: context, context",
        "(default: every node hosts everything)",
      })
  private @Nullable Path layout;

  @Mixin private final DataOption data = new DataOption();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "settings for every node; see cluster-config/mercat.yaml")
  private List<Path> configs = List.of();

  @Mixin private final QuietOption quiet = new QuietOption();

  @Override
  public Integer call() throws InterruptedException {
    var screen = quiet.screen();
    var chosen = Bounds.checked(spec, this::layout);
    var folder = data.folder("cluster").toAbsolutePath().normalize();
    try {
      DataDirectory.take(folder);
      if (DataDirectory.endOrphans(folder) > 0) {
        screen.note("ended the nodes that a killed command had left in " + folder);
      }
      var plan =
          new ClusterPlan(folder, chosen, new RememberedPorts(folder), configs, Optional.empty());
      try (var cluster = LocalCluster.start(plan, screen)) {
        describe(cluster, screen);
        // Until the process is told to end: the cluster's own hook stops it in order.
        new CountDownLatch(1).await();
      }
    } catch (UnreachableException unavailable) {
      screen.complain("mercat: " + unavailable.getMessage());
      return ExitCode.UNAVAILABLE;
    }
    return ExitCode.TRUE;
  }

  private Layout layout() {
    if (layout == null) {
      return Layout.full(nodes == null ? NODES : nodes);
    }
    var read = Layout.read(layout);
    if (nodes != null && nodes != read.places().size()) {
      throw new IllegalArgumentException(
          "--nodes %d, but %s names %d".formatted(nodes, layout, read.places().size()));
    }
    return read;
  }

  private static void describe(LocalCluster cluster, Screen screen) {
    var table = TextTable.of("node | serves | operate | hosts");
    for (var node : cluster.members()) {
      table.add(
          node.name(),
          node.hosts("edge") ? node.edge().toString() : "",
          node.ops().toString(),
          node.place().describe());
    }
    var folder = cluster.plan().data();
    table.lines().forEach(line -> screen.print("  " + line));
    screen.print("");
    screen.print("  database    " + cluster.database());
    screen.print("  the token   " + folder.resolve("admin.token") + " (back office)");
    screen.print("  logs        " + folder + "/*/system.log");
    screen.print("  look        ./mercat status --data " + folder);
    screen.print("  until Ctrl-C");
  }
}
