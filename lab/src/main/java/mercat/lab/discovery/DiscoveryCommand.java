package mercat.lab.discovery;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mercat.contracts.Command;
import mercat.lab.cluster.ClusterPlan;
import mercat.lab.cluster.ClusterPlan.Ground;
import mercat.lab.cluster.Layout;
import mercat.lab.cluster.Layout.Place;
import mercat.lab.cluster.LocalCluster;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.RetryPolicy;
import mercat.lab.month.Month;
import mercat.lab.shop.ShopClient;
import mercat.lab.system.Awaiting;
import mercat.lab.system.DataDirectory;
import mercat.lab.system.Io;
import mercat.lab.terminal.Bounds;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.OwnData;
import mercat.verify.UnreachableException;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code discovery}: what clients see of edges that they find by etcd alone. */
@CommandLine.Command(
    name = "discovery",
    mixinStandardHelpOptions = true,
    description = {
      "Starts an etcd, a node with every context, and three edges. Buyers order at whatever edge",
      "etcd lists while each edge in turn is killed, stands still, and restarts in order. Says how",
      "long an edge that was gone stayed listed, and what the buyers felt of it.",
      "Wants etcd on this machine (Debian: apt-get install etcd-server).",
    })
public final class DiscoveryCommand implements Command {
  private static final List<String> EDGES = List.of("e1", "e2", "e3");
  private static final Layout LAYOUT =
      new Layout(
          List.of(
              new Place("core", List.of("core")),
              new Place("e1", List.of("edge")),
              new Place("e2", List.of("edge")),
              new Place("e3", List.of("edge"))));

  private static final Month.Product PRODUCT =
      new Month.Product("FOUND", "An article of those who found the shop", 1_999);
  private static final long UNITS = 1_000_000;
  private static final Duration LISTED_MAX = Duration.ofMinutes(2);
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  @Mixin private final CommandOutput output = new CommandOutput();
  @Mixin private final OwnData data = new OwnData();

  @Option(names = "--ttl", description = "discovery.ttl, in seconds (default: ${DEFAULT-VALUE})")
  private int ttl = 10;

  @Option(names = "--per-second", description = "buyers who come (default: ${DEFAULT-VALUE})")
  private int perSecond = 20;

  @Override
  public Integer call() throws Exception {
    output.check(() -> {
      Bounds.check("ttl", ttl, 3, 300);
      Bounds.check("per second", perSecond, 1, 100);
    });
    var folder = data.folder("discovery");
    return data.conclude(output, folder, () -> run(folder));
  }

  private DiscoveryVerdict run(Path folder) {
    var startNanos = System.nanoTime();
    DataDirectory.fresh(folder);
    var settings = folder.resolve("discovery.yaml");
    try (var etcd = EtcdServer.start(folder.resolve("etcd"))) {
      Io.write(
          settings,
          """
          discovery:
            registry: etcd
            endpoints: %s
            ttl: %ds
          node:
            notice: 3s
          """
              .formatted(etcd.address(), ttl));
      var plan =
          new ClusterPlan(folder, LAYOUT, Ground.LOOPBACK, List.of(settings), Optional.empty());
      try (var cluster = LocalCluster.start(plan, output.screen());
          var load = new LoadGenerator();
          var edges = new FoundEdges(etcd)) {
        awaitListed(edges);
        var shop =
            new ShopClient(
                load, cluster.edges().getFirst(), cluster.adminToken(), RetryPolicy.USUAL);
        shop.open(List.of(PRODUCT), sku -> UNITS, "found");
        try (var buyers = new FindingBuyers(edges, shop, PRODUCT, perSecond)) {
          var faults = new EdgeFaults(edges, buyers, goneMax(), output.screen());
          faults.examine(cluster.members().stream().filter(node -> node.hosts("edge")).toList());
          return new DiscoveryVerdict(
              faults.troubles().isEmpty(),
              ttl,
              faults.faults(),
              faults.troubles(),
              Numbers.secondsSince(startNanos));
        }
      }
    }
  }

  private static void awaitListed(FoundEdges edges) {
    if (!Awaiting.until(LISTED_MAX, LOOK_EVERY, () -> EDGES.stream().allMatch(edges::lists))) {
      throw new UnreachableException("not every edge that is ready is listed");
    }
  }

  /** Generous: how busy this machine is must not say that an edge stays listed. */
  private Duration goneMax() {
    return Duration.ofSeconds(20 + 2L * ttl);
  }
}
