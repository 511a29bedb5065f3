package mercat.lab.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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

  public ClusterPlan {
    data = data.toAbsolutePath();
    configs = configs.stream().map(Path::toAbsolutePath).toList();
    jvm = List.copyOf(jvm);
  }

  /** Where the first start of all leaves the back office's token. */
  Path tokenFile() {
    return data.resolve("admin.token");
  }

  /** Nodes of another cluster on this machine do not join it. */
  String name() {
    return "mercat-" + Integer.toHexString(data.hashCode());
  }

  /** A cluster with the options that suit its size. */
  public ClusterPlan(Path data, Layout layout, Ground ground, List<Path> configs) {
    this(data, layout, ground, configs, jvmOf(layout));
  }

  /** A cluster of this build alone. */
  public ClusterPlan(
      Path data, Layout layout, Ground ground, List<Path> configs, List<String> jvm) {
    this(data, layout, ground, configs, jvm, Optional.empty());
  }

  /** The same cluster, half of it by another build. */
  public ClusterPlan besides(Optional<Path> other) {
    return new ClusterPlan(data, layout, ground, configs, jvm, other.map(Path::toAbsolutePath));
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
}
