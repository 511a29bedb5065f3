package mercat.lab.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import mercat.lab.load.ServerAddress;
import mercat.lab.system.Awaiting;
import mercat.lab.system.ChildProcess;
import mercat.lab.system.DataDirectory;
import mercat.lab.system.DatabaseProcess;
import mercat.lab.system.Io;
import mercat.lab.system.NodeAddress;
import mercat.lab.system.SystemLaunch;
import mercat.lab.terminal.Progress;
import mercat.lab.terminal.Screen;
import mercat.verify.DatabaseAccess;
import mercat.verify.UnreachableException;

/** A running cluster of this machine: nodes, the database beside them, certificates for both. */
public final class LocalCluster implements AutoCloseable {
  private static final Duration READY_MAX = Duration.ofMinutes(5);
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final ClusterPlan plan;
  private final Screen screen;
  private final DatabaseProcess database;
  private final List<ClusterNode> nodes;
  private final SystemLaunch outsider;
  private final Thread onInterrupt = new Thread(this::stop, "stop-the-cluster");
  private final long startNanos = System.nanoTime();
  private Duration startTook = Duration.ZERO;
  private volatile boolean stopped;

  private LocalCluster(ClusterPlan plan, Screen screen) {
    this.plan = plan;
    this.screen = screen;
    makeCertificates();
    this.database =
        DatabaseProcess.start(plan.data(), plan.ground().databaseHost(), plan.previous());
    this.nodes = nodes();
    this.outsider = plan.outsider(database.access().adminUrl());
    Runtime.getRuntime().addShutdownHook(onInterrupt);
  }

  /** Certificates with which nodes know one another: new ones at each start. */
  private void makeCertificates() {
    var names = String.join(",", plan.layout().places().stream().map(Layout.Place::name).toList());
    var words = List.of("certs", "--out", plan.certificates().toString(), "--nodes", names);
    var command = SystemLaunch.Program.small(List.of(), 64).command(words);
    var made = ChildProcess.run(command, Map.of());
    if (made.code() != 0) {
      throw new UnreachableException("no certificates could be made: " + made.output().strip());
    }
  }

  public static LocalCluster start(ClusterPlan plan, Screen screen) {
    return Io.prepared(
        new LocalCluster(plan, screen),
        cluster -> {
          Progress.during(screen, cluster::describeStart, cluster::startNodes);
          cluster.writeDown();
        });
  }

  private List<ClusterNode> nodes() {
    var launches = plan.launches(database.adminUrl());
    var made = new ArrayList<ClusterNode>();
    for (var place : plan.layout().places()) {
      var launch = launches.get(made.size());
      var other = launch.with(launch.program().by(plan.previous()));
      var isEven = made.size() % 2 == 0;
      made.add(
          new ClusterNode(
              place,
              isEven ? other : launch,
              isEven ? launch : other,
              database::answers,
              screen::note));
    }
    return List.copyOf(made);
  }

  private String describeStart() {
    var ready = nodes.stream().filter(ClusterNode::isReady).map(ClusterNode::name).toList();
    return "starting %d nodes … %d s, ready: %s"
        .formatted(
            nodes.size(),
            (System.nanoTime() - startNanos) / 1_000_000_000,
            ready.isEmpty() ? "none yet" : String.join(", ", ready));
  }

  private void startNodes() {
    var unused = Thread.ofPlatform().daemon().name("watch-database").start(this::watchDatabase);
    nodes.forEach(ClusterNode::start);
    var beganNanos = System.nanoTime();
    nodes.forEach(node -> node.awaitReady(READY_MAX));
    startTook = Duration.ofNanos(System.nanoTime() - beganNanos);
  }

  private void watchDatabase() {
    while (!stopped) {
      if (database.revive()) {
        screen.note("the database's process ended: started it again");
      }
      Awaiting.pause(LOOK_EVERY);
    }
  }

  private void writeDown() {
    NodeAddress.write(
        plan.data(),
        nodes.stream()
            .map(node ->
                new NodeAddress(
                    node.name(),
                    node.ops(),
                    node.hosts("edge") ? Optional.of(node.edge()) : Optional.empty()))
            .toList());
  }

  /** How long all nodes, started at once, took until each was ready. */
  public Duration startTook() {
    return startTook;
  }

  public List<ClusterNode> members() {
    return nodes;
  }

  public ClusterPlan plan() {
    return plan;
  }

  public List<ServerAddress> edges() {
    return nodes.stream().filter(node -> node.hosts("edge")).map(ClusterNode::edge).toList();
  }

  public DatabaseProcess server() {
    return database;
  }

  public DatabaseAccess database() {
    return database.access();
  }

  public String adminToken() {
    return DataDirectory.adminToken(plan.tokenFile());
  }

  public boolean isWhole() {
    return nodes.stream().allMatch(ClusterNode::isReady);
  }

  /** A further process on the same database that is no member: it knows nobody, nobody knows it. */
  public SystemLaunch outsider() {
    return outsider;
  }

  private synchronized void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    try (var beside = Executors.newVirtualThreadPerTaskExecutor()) {
      nodes.forEach(node -> beside.execute(node::close));
    }
    database.close();
    plan.ground().close();
  }

  @Override
  public void close() {
    stop();
    ChildProcess.forget(onInterrupt);
  }
}
