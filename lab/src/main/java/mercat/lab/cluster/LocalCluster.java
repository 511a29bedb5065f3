package mercat.lab.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mercat.lab.load.ServerAddress;
import mercat.lab.system.Awaiting;
import mercat.lab.system.ChildProcess;
import mercat.lab.system.DatabaseProcess;
import mercat.lab.system.SystemLaunch;
import mercat.lab.terminal.Progress;
import mercat.lab.terminal.Screen;
import mercat.verify.DatabaseAccess;
import mercat.verify.UnreachableException;

/** A running cluster of this machine: nodes, the database beside them, certificates for both. */
public final class LocalCluster implements AutoCloseable {
  public static final String FILE_NAME = "cluster.json";

  private static final Duration READY_MAX = Duration.ofMinutes(2);
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final int EDGE_PORT = 8080;
  private static final int OPS_PORT = 9090;
  private static final int MEMBER_PORT = 5701;
  private static final int BUS_PORT = 5801;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final ClusterPlan plan;
  private final Screen screen;
  private final DatabaseProcess database;
  private final List<ClusterNode> nodes;
  private final SystemLaunch outsider;
  private final Thread onInterrupt = new Thread(this::stop, "stop-the-cluster");
  private final long startNanos = System.nanoTime();
  private volatile boolean stopped;

  private LocalCluster(ClusterPlan plan, Screen screen) {
    this.plan = plan;
    this.screen = screen;
    var certificates =
        CompletableFuture.runAsync(
            () -> Certificates.make(plan.data().resolve("certificates"), plan.layout()));
    this.database = DatabaseProcess.start(plan.data(), plan.ground().databaseHost());
    try {
      certificates.join();
    } catch (CompletionException failure) {
      database.close();
      throw new UnreachableException(String.valueOf(failure.getCause()), failure);
    }
    this.nodes = nodes();
    this.outsider =
        SystemLaunch.onFreePorts(
                plan.data().resolve("outsider"),
                Optional.empty(),
                Optional.empty(),
                Optional.of(database.access().adminUrl()))
            .within(
                new SystemLaunch.Surroundings(
                    ChildProcess.ownSession(), plan.jvm(), NodePlan.flags(plan, List.of())));
    Runtime.getRuntime().addShutdownHook(onInterrupt);
  }

  /** Starts everything and waits until every node is ready. */
  public static LocalCluster start(ClusterPlan plan, Screen screen) {
    var cluster = new LocalCluster(plan, screen);
    try {
      Progress.during(screen, cluster::describeStart, cluster::startNodes);
      cluster.writeDown();
      return cluster;
    } catch (RuntimeException failure) {
      cluster.close();
      throw failure;
    }
  }

  private List<ClusterNode> makeNodes(List<NodePlan> configs) {
    var members = configs.stream().map(NodePlan::member).collect(Collectors.joining(","));
    var made = new ArrayList<ClusterNode>();
    for (var config : configs) {
      var launch = config.launch(members, database.adminUrl(), plan);
      var other = plan.previous().map(launch::by).orElse(launch);
      var isEven = made.size() % 2 == 0;
      made.add(
          new ClusterNode(
              config.place(),
              isEven ? other : launch,
              isEven ? launch : other,
              database::answers,
              screen::note));
    }
    return List.copyOf(made);
  }

  private List<ClusterNode> nodes() {
    var ground = plan.ground();
    var places = plan.layout().places();
    return makeNodes(
        IntStream.range(0, places.size())
            .mapToObj(i ->
                new NodePlan(
                    places.get(i),
                    plan.data().resolve(places.get(i).name()),
                    ground.host(i),
                    ground.port(EDGE_PORT),
                    ground.port(OPS_PORT),
                    ground.port(MEMBER_PORT),
                    ground.port(BUS_PORT),
                    ground.before(i)))
            .toList());
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
    nodes.forEach(node -> node.awaitReady(READY_MAX));
  }

  private void watchDatabase() {
    while (!stopped) {
      if (database.revive()) {
        screen.note("the database's process ended: started it again");
      }
      Awaiting.pause(LOOK_EVERY);
    }
  }

  /** What other commands look for in a data directory. */
  private void writeDown() {
    try {
      var json = JSON.createObjectNode();
      var array = json.putArray("nodes");
      for (var node : nodes) {
        var line = array.addObject();
        line.put("name", node.name());
        line.put("contexts", node.place().describe());
        line.put("ops", node.ops().toString());
        if (node.hosts("edge")) {
          line.put("edge", node.edge().toString());
        }
      }
      Files.writeString(plan.data().resolve(FILE_NAME), JSON.writeValueAsString(json) + "\n");
    } catch (IOException failure) {
      throw new UnreachableException("cannot write into " + plan.data(), failure);
    }
  }

  public List<ClusterNode> members() {
    return nodes;
  }

  public ClusterPlan plan() {
    return plan;
  }

  /** Where buyers may go. */
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
    try {
      return Files.readString(plan.tokenFile()).strip();
    } catch (IOException missing) {
      throw new UnreachableException(
          "no token for the back office in " + plan.tokenFile(), missing);
    }
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

  /** Stops the nodes, then the database, then the network. */
  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(onInterrupt);
    } catch (IllegalStateException alreadyStopping) {
      // the hook itself is at work
    }
  }
}
