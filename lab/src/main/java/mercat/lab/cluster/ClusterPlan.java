package mercat.lab.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import mercat.lab.system.ChildProcess;
import mercat.lab.system.Io;
import mercat.lab.system.SystemLaunch;

/**
 * What cluster is started.
 *
 * @param data where it lives: the database, and a directory for each node
 * @param configs settings for every node
 * @param jvm options of each node's JVM
 * @param previous another build of Mercat, by which every second node starts, and every node in
 *     turn when it is restarted
 */
public record ClusterPlan(
    Path data,
    Layout layout,
    Ground ground,
    List<Path> configs,
    List<String> jvm,
    Optional<Path> previous) {
  /** More nodes than this get a smaller heap each. */
  private static final int ROOMY_NODES_MAX = 2;

  private static final int EDGE_PORT = 8080;
  private static final int OPS_PORT = 9090;
  private static final int MEMBER_PORT = 5701;
  private static final int BUS_PORT = 5801;

  public ClusterPlan {
    data = data.toAbsolutePath();
    configs = configs.stream().map(Path::toAbsolutePath).toList();
    previous = previous.map(Path::toAbsolutePath);
  }

  public ClusterPlan(
      Path data, Layout layout, Ground ground, List<Path> configs, Optional<Path> previous) {
    this(data, layout, ground, configs, jvmOf(layout), previous);
  }

  /**
   * Many on few cores start sooner, and leave more to one another, when each compiles quickly
   * rather than well.
   */
  private static List<String> jvmOf(Layout layout) {
    return layout.places().size() > ROOMY_NODES_MAX
        ? List.of("-Xms64m", "-Xmx256m", "-XX:TieredStopAtLevel=1")
        : List.of("-Xmx320m");
  }

  Path tokenFile() {
    return data.resolve("admin.token");
  }

  Path certificates() {
    return data.resolve("certificates");
  }

  List<SystemLaunch> launches(String databaseUrl) {
    var nodes = IntStream.range(0, layout.places().size()).boxed().toList();
    var members =
        nodes.stream()
            .map(node -> ground.host(node) + ":" + ground.port(node, MEMBER_PORT))
            .toList();
    return nodes.stream().map(node -> launch(node, members, databaseUrl)).toList();
  }

  private SystemLaunch launch(int node, List<String> members, String databaseUrl) {
    var place = layout.places().get(node);
    var settings = writeSettings(node, members);
    var own =
        new ArrayList<>(
            List.of("--cluster", "--node-id", place.name(), "--config", settings.toString()));
    if (!place.contexts().isEmpty()) {
      own.addAll(List.of("--contexts", String.join(",", place.contexts())));
    }
    var before = new ArrayList<>(ChildProcess.ownSession());
    before.addAll(ground.before(node));
    return new SystemLaunch(
        data.resolve(place.name()),
        ground.host(node),
        ground.port(node, EDGE_PORT),
        ground.port(node, OPS_PORT),
        flags(own),
        Map.of(SystemLaunch.DATABASE_URL, databaseUrl),
        new SystemLaunch.Program(before, jvm, Optional.empty()));
  }

  private Path writeSettings(int node, List<String> members) {
    var name = layout.places().get(node).name();
    var member = members.get(node);
    var settings = data.resolve(name).resolve("node.yaml");
    // Nodes of another cluster on this machine do not join this one: its name is another.
    Io.write(
        settings,
        """
        cluster:
          name: mercat-%s
          host: %s
          port: %s
          bus-port: %d
          members: "%s"
          certificates: "%s"
        """
            .formatted(
                Integer.toHexString(data.hashCode()),
                ground.host(node),
                member.substring(member.lastIndexOf(':') + 1),
                ground.port(node, BUS_PORT),
                String.join(",", members),
                certificates().resolve(name)));
    return settings;
  }

  SystemLaunch outsider(String databaseUrl) {
    return new SystemLaunch(
        data.resolve("outsider"),
        SystemLaunch.LOOPBACK,
        SystemLaunch.freePort(),
        SystemLaunch.freePort(),
        flags(List.of()),
        Map.of(SystemLaunch.DATABASE_URL, databaseUrl),
        new SystemLaunch.Program(ChildProcess.ownSession(), jvm, Optional.empty()));
  }

  private List<String> flags(List<String> own) {
    var flags = new ArrayList<String>();
    configs.forEach(config -> flags.addAll(List.of("--config", config.toString())));
    flags.addAll(List.of("--admin-token-file", tokenFile().toString()));
    flags.addAll(own);
    return flags;
  }

  /**
   * What network the nodes stand on: this machine's loopback, where their ports tell them apart, if
   * it is no other.
   */
  public interface Ground extends AutoCloseable {
    Ground LOOPBACK = new Ground() {};

    /** The address of a node, counted from 0. */
    default String host(int node) {
      return SystemLaunch.LOOPBACK;
    }

    /** Words before a command that is to run where this node is. */
    default List<String> before(int node) {
      return List.of();
    }

    /** A port that a node may listen on. */
    default int port(int node, int usual) {
      return SystemLaunch.freePort();
    }

    /** Where nodes reach the database, when not on the loopback. */
    default Optional<String> databaseHost() {
      return Optional.empty();
    }

    @Override
    default void close() {}
  }
}
