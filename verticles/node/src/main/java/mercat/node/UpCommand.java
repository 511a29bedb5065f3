package mercat.node;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mercat.contracts.Command;
import mercat.platform.FailPoint;
import mercat.platform.config.Settings;
import mercat.platform.config.SettingsException;
import mercat.platform.config.Sources;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Serves until it is told to stop. */
@CommandLine.Command(
    name = "up",
    description =
        "Serves: all contexts in this process, on an embedded database unless --db names another.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class UpCommand implements Command {
  private static final Logger LOG = LoggerFactory.getLogger(UpCommand.class);

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Option(names = "--data", paramLabel = "DIR", description = "data directory (default: ~/.mercat)")
  private Path data = Path.of(System.getProperty("user.home"), ".mercat");

  @Option(names = "--port", description = "the API's port (default: 8080)")
  private @Nullable Integer port;

  @Option(names = "--host", description = "the API's address (default: 127.0.0.1)")
  private @Nullable String host;

  @Option(
      names = "--ops-port",
      description = "port of health, metrics and topology (default: 9090)")
  private @Nullable Integer opsPort;

  @Option(
      names = "--contexts",
      split = ",",
      paramLabel = "NAME",
      description = "host only these; edge is one of them, core stands for every context")
  private List<String> contexts = new ArrayList<>();

  @Option(
      names = "--db",
      paramLabel = "URL",
      defaultValue = "${env:DATABASE_URL}",
      description =
          "a real PostgreSQL: postgresql://USER:PASSWORD@HOST:PORT/DATABASE, what db init wrote to node.url, or where USER may create roles and schemas (default: what DATABASE_URL says in the environment)")
  private @Nullable String database;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "settings; see cluster-config/mercat.yaml")
  private List<Path> configs = new ArrayList<>();

  @Option(
      names = "--admin-token-file",
      paramLabel = "FILE",
      description =
          "where the first start writes the back office's token, and accounts.key beside it (default: admin.token in --data)")
  private @Nullable Path adminTokenFile;

  @Option(
      names = "--cluster",
      description = "join the nodes that cluster.members names; see cluster-config/mercat.yaml")
  private boolean cluster;

  @Option(
      names = "--node-id",
      paramLabel = "NAME",
      description = "names this node, the same after each restart")
  private @Nullable String nodeId;

  @Option(
      names = "--ops-host",
      description = "address of health, metrics and topology (default: 127.0.0.1)")
  private @Nullable String opsHost;

  @Option(
      names = "--dry-run",
      description = "say what a start would do, with every setting in force, and do nothing")
  private boolean isDry;

  @Option(names = "--quiet", description = "no banner")
  private boolean quiet;

  @Override
  public Integer call() throws Exception {
    warnOfFailPoint();
    var url = database == null || database.isBlank() ? null : database;
    try {
      return isDry ? dryRun(url) : serve(url);
    } catch (SettingsException wrong) {
      throw CannotStart.badConfiguration(wrong);
    }
  }

  private int serve(@Nullable String url) throws Exception {
    try (var stop = StopSignal.ofProcess();
        var node = RunningNode.start(data, url, settings(), quiet, stop)) {
      requireFailPoint();
      return node.awaitStop();
    }
  }

  private int dryRun(@Nullable String url) {
    var given = settings();
    var hosting = Hosting.of(given.section("node", NodeConfig.class).contexts());
    new DryRun(data, url, hosting.checked(given), hosting).print(spec.commandLine().getOut());
    return 0;
  }

  private static void warnOfFailPoint() {
    FailPoint.ofProcess()
        .armed()
        .ifPresent(point ->
            LOG.atWarn()
                .addKeyValue("point", point)
                .log("THIS PROCESS WILL DIE at a fail point: " + FailPoint.VARIABLE + " is set"));
  }

  private static void requireFailPoint() {
    var points = FailPoint.ofProcess();
    var armed = points.armed().orElse("");
    if (!armed.isEmpty() && !points.passages().containsKey(armed)) {
      throw CannotStart.badConfiguration(
          "%s: there is no fail point %s among what is hosted here; there are %s"
              .formatted(FailPoint.VARIABLE, armed, String.join(", ", points.passages().keySet())),
          new IllegalArgumentException(armed));
    }
  }

  private Settings settings() {
    var sources = Sources.ofProcess();
    for (var config : configs) {
      sources = sources.withFile(config);
    }
    var flags = new HashMap<String, String>();
    put(flags, "edge.port", port);
    put(flags, "edge.host", host);
    put(flags, "node.ops-host", opsHost);
    put(flags, "node.ops-port", opsPort);
    put(flags, "node.id", nodeId);
    put(flags, "cluster.enabled", cluster ? true : null);
    put(flags, "accounts.token-file", tokenFile());
    put(flags, "accounts.key-file", tokenFile().resolveSibling("accounts.key"));
    put(flags, "audit.key-file", tokenFile().resolveSibling("audit.key"));
    put(flags, "notifications.key-file", tokenFile().resolveSibling("notifications.key"));
    if (!contexts.isEmpty()) {
      flags.put("node.contexts", String.join(",", contexts));
    }
    return Settings.load(sources.withFlags(flags));
  }

  private Path tokenFile() {
    return adminTokenFile == null ? data.resolve("admin.token") : adminTokenFile;
  }

  private static void put(Map<String, String> flags, String name, @Nullable Object value) {
    if (value != null) {
      flags.put(name, value.toString());
    }
  }
}
