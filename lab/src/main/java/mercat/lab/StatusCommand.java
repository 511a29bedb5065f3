package mercat.lab;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import mercat.contracts.Command;
import mercat.lab.load.ServerAddress;
import mercat.lab.system.HttpReads;
import mercat.lab.system.NodeAddress;
import mercat.lab.system.SystemLaunch;
import mercat.lab.terminal.CommandOutput;
import mercat.lab.terminal.CommandOutput.CommandVerdict;
import mercat.lab.terminal.DataOption;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Screen;
import mercat.lab.terminal.TargetOptions;
import mercat.lab.terminal.TextTable;
import mercat.verify.UnreachableException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code status}: how a running system is. */
@CommandLine.Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Asks the operations listeners of a running system for its nodes, contexts, breakers, alarms",
      "and followers. True when every node that is asked is ready and nothing is amiss.",
    })
public final class StatusCommand implements Command {
  private static final Pattern LAG =
      Pattern.compile(
          "^mercat_follower_lag\\w*\\{(?=[^}]*context=\"(\\w+)\")(?=[^}]*source=\"(\\w+)\")[^}]*}\\s+(\\S+)",
          Pattern.MULTILINE);

  /** Behind by more than this, a follower is in trouble; seconds. */
  private static final double LAG_MAX = 10;

  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private static final int OPS_PORT = 9090;

  @Mixin private final CommandOutput output = new CommandOutput();

  @Option(
      names = "--url",
      paramLabel = "URL",
      split = ",",
      converter = TargetOptions.AddressConverter.class,
      description = {
        "operations listeners, such as http://127.0.0.1:9090",
        "(default: those of the nodes in --data)",
      })
  private List<ServerAddress> urls = List.of();

  @Option(
      names = "--ops-port",
      paramLabel = "PORT",
      description = "the local operations port (default: as the data directory says, else 9090)")
  private @Nullable Integer opsPort;

  @Mixin private final DataOption data = new DataOption();

  @Override
  public Integer call() throws Exception {
    return output.conclude(() -> of(addresses()));
  }

  private List<ServerAddress> addresses() {
    if (!urls.isEmpty()) {
      return urls;
    }
    if (opsPort != null) {
      return List.of(new ServerAddress(SystemLaunch.LOOPBACK, opsPort, ""));
    }
    var known = NodeAddress.in(data.system()).stream().map(NodeAddress::ops).toList();
    if (known.isEmpty() && data.isGiven()) {
      throw new UnreachableException("no system was started in " + data.system());
    }
    return known.isEmpty()
        ? List.of(new ServerAddress(SystemLaunch.LOOPBACK, OPS_PORT, ""))
        : known;
  }

  /** What one listener said; a response that did not come is empty, and says why. */
  record Reading(
      ServerAddress address, boolean ready, JsonNode topology, String metrics, String trouble) {}

  private static StatusVerdict of(List<ServerAddress> addresses) {
    var readings = addresses.stream().map(StatusCommand::read).toList();
    if (readings.stream().noneMatch(reading -> reading.trouble().isEmpty())) {
      var first = readings.getFirst();
      throw new UnreachableException(
          "nobody answers at %s (%s)".formatted(first.address(), first.trouble()));
    }
    return verdict(readings);
  }

  private static Reading read(ServerAddress address) {
    try {
      var ready = HttpReads.get(address, "/health/ready", ANSWER_MAX);
      var topology = HttpReads.get(address, "/topology", ANSWER_MAX);
      var metrics = HttpReads.get(address, "/metrics", ANSWER_MAX);
      return new Reading(address, ready.status() == 200, topology.json(), metrics.bodyText(), "");
    } catch (IOException failure) {
      var why = failure.getMessage() == null ? "no response" : failure.getMessage();
      return new Reading(address, false, JSON.createObjectNode(), "", why);
    }
  }

  static StatusVerdict verdict(List<Reading> readings) {
    var nodes = readings.stream().map(StatusCommand::node).toList();
    var contexts = new TreeMap<String, StatusVerdict.Context>();
    var lags = new TreeMap<String, Double>();
    for (var reading : readings) {
      for (var each : reading.topology().path("contexts")) {
        var context = JSON.convertValue(each, StatusVerdict.Context.class);
        contexts.put(context.context() + "@" + context.node(), context);
      }
      LAG.matcher(reading.metrics())
          .results()
          .forEach(found ->
              lags.merge(
                  found.group(1) + " of " + found.group(2),
                  Double.parseDouble(found.group(3)),
                  Math::min));
    }
    var troubles = new TreeSet<String>();
    nodes.forEach(node -> troubles.addAll(troubles(node)));
    contexts.values().stream()
        .filter(context -> !context.ready())
        .forEach(
            context -> troubles.add(context.context() + " on " + context.node() + " is not ready"));
    disagreement(nodes).ifPresent(troubles::add);
    lags.forEach((follower, lag) -> {
      if (lag > LAG_MAX) {
        troubles.add("%s is behind by %.0f s".formatted(follower, lag));
      }
    });
    return new StatusVerdict(
        troubles.isEmpty(), nodes, List.copyOf(contexts.values()), lags, List.copyOf(troubles));
  }

  private static StatusVerdict.Node node(Reading reading) {
    var topology = reading.topology();
    var members = topology.path("members").valueStream().map(JsonNode::asText);
    var breakers = new TreeMap<String, String>();
    topology
        .path("breakers")
        .properties()
        .forEach(breaker -> breakers.put(breaker.getKey(), breaker.getValue().asText()));
    return new StatusVerdict.Node(
        topology.path("node").asText("?"),
        reading.address().toString(),
        topology.path("version").asText(""),
        topology.path("phase").asText(""),
        reading.ready(),
        members.distinct().sorted().toList(),
        breakers,
        alarms(topology.path("alarms"), ""),
        topology.path("certificateValidUntil").asText(""),
        reading.trouble());
  }

  /** Alarms may be grouped; each becomes one line. */
  private static List<String> alarms(JsonNode json, String group) {
    var lines = new ArrayList<String>();
    for (var alarm : json.properties()) {
      if (alarm.getValue().isObject()) {
        lines.addAll(alarms(alarm.getValue(), group + alarm.getKey() + " "));
      } else {
        lines.add(group + alarm.getKey() + ": " + alarm.getValue().asText());
      }
    }
    return lines;
  }

  private static List<String> troubles(StatusVerdict.Node node) {
    var troubles = new ArrayList<String>();
    if (!node.trouble().isEmpty()) {
      troubles.add(node.ops() + ": " + node.trouble());
    } else if (!node.ready()) {
      troubles.add(node.node() + " is not ready");
    }
    node.breakers()
        .forEach((target, state) -> {
          if (!state.equalsIgnoreCase("closed")) {
            troubles.add(node.node() + ": breaker to " + target + " is " + state);
          }
        });
    node.alarms().forEach(alarm -> troubles.add(node.node() + ": " + alarm));
    return troubles;
  }

  /** Nodes that see other members than their neighbours are on two sides of something. */
  private static Optional<String> disagreement(List<StatusVerdict.Node> nodes) {
    var views = new TreeSet<String>();
    nodes.stream()
        .filter(node -> !node.members().isEmpty())
        .forEach(node -> views.add(String.join(", ", node.members())));
    return views.size() > 1
        ? Optional.of("nodes do not see the same members: " + String.join(" | ", views))
        : Optional.empty();
  }

  /** How a system is; how far followers are behind is in seconds. */
  public record StatusVerdict(
      boolean ok,
      List<Node> nodes,
      List<Context> contexts,
      Map<String, Double> lags,
      List<String> troubles)
      implements CommandVerdict {

    /**
     * One node, as its own listener tells.
     *
     * @param certificateValidUntil when the first certificate of its bus expires; empty without
     * @param trouble why it did not answer; empty when it did
     */
    public record Node(
        String node,
        String ops,
        String version,
        String phase,
        boolean ready,
        List<String> members,
        Map<String, String> breakers,
        List<String> alarms,
        String certificateValidUntil,
        String trouble) {}

    public record Context(String context, String node, String version, boolean ready) {}

    @Override
    public void print(Screen screen) {
      var table =
          TextTable.of("node | ready | phase | version | members | certificate until | operate");
      for (var node : nodes) {
        table.add(
            node.node(),
            node.ready(),
            node.phase(),
            node.version(),
            String.join(" ", node.members()),
            node.certificateValidUntil(),
            node.ops());
      }
      screen.table(table);
      var hosted = TextTable.of("context | node | ready | version");
      contexts.forEach(context ->
          hosted.add(context.context(), context.node(), context.ready(), context.version()));
      screen.table(hosted);
      var behind = TextTable.of("follower | behind");
      lags.forEach((follower, lag) -> behind.add(follower, Numbers.decimal(lag) + " s"));
      screen.table(behind);
      screen.troubles(troubles);
      screen.verdict(ok, "all is well", "NOT all is well");
    }
  }
}
