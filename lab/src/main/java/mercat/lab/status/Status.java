package mercat.lab.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import mercat.lab.load.ServerAddress;
import mercat.lab.system.HttpReads;
import mercat.verify.UnreachableException;

/** Asks the operations listeners how a system is. */
public final class Status {
  private static final Pattern LAG =
      Pattern.compile(
          "^mercat_follower_lag\\w*\\{(?=[^}]*context=\"(\\w+)\")(?=[^}]*source=\"(\\w+)\")[^}]*}\\s+(\\S+)",
          Pattern.MULTILINE);

  /** Behind by more than this, a follower is in trouble; seconds. */
  private static final double LAG_MAX = 10;

  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What one listener said; a response that did not come is empty, and says why. */
  record Reading(
      ServerAddress address, boolean ready, JsonNode topology, String metrics, String trouble) {
    boolean isThere() {
      return trouble.isEmpty();
    }
  }

  /** Asks each; fails when nobody answers. */
  public StatusVerdict of(List<ServerAddress> addresses) {
    var readings = addresses.stream().map(Status::read).toList();
    if (readings.stream().noneMatch(Reading::isThere)) {
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
      return new Reading(
          address, ready.statusCode() == 200, JSON.readTree(topology.body()), metrics.body(), "");
    } catch (IOException failure) {
      var why = failure.getMessage() == null ? "no response" : failure.getMessage();
      return new Reading(address, false, JSON.createObjectNode(), "", why);
    }
  }

  static StatusVerdict verdict(List<Reading> readings) {
    var nodes = new ArrayList<StatusVerdict.Node>();
    var contexts = new TreeMap<String, StatusVerdict.Context>();
    var troubles = new TreeSet<String>();
    var lags = new TreeMap<String, Double>();
    for (var reading : readings) {
      var node = node(reading);
      nodes.add(node);
      if (!node.ready()) {
        troubles.add(
            node.trouble().isEmpty()
                ? node.node() + " is not ready"
                : node.ops() + ": " + node.trouble());
      }
      contexts(reading, contexts);
      LAG.matcher(reading.metrics())
          .results()
          .forEach(found ->
              lags.merge(
                  found.group(1) + " of " + found.group(2),
                  Double.parseDouble(found.group(3)),
                  Math::min));
    }
    contexts.values().stream()
        .filter(context -> !context.ready())
        .forEach(
            context -> troubles.add(context.context() + " on " + context.node() + " is not ready"));
    for (var node : nodes) {
      node.breakers()
          .forEach((target, state) -> {
            if (!state.equalsIgnoreCase("closed")) {
              troubles.add(node.node() + ": breaker to " + target + " is " + state);
            }
          });
      node.alarms().forEach(alarm -> troubles.add(node.node() + ": " + alarm));
    }
    disagreement(readings, troubles);
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
    var members = new ArrayList<String>();
    topology
        .path("members")
        .forEach(member ->
            members.add(member.isTextual() ? member.asText() : member.path("id").asText("")));
    return new StatusVerdict.Node(
        topology.path("node").asText("?"),
        reading.address().toString(),
        topology.path("version").asText(""),
        topology.path("phase").asText(""),
        reading.ready(),
        members.stream().sorted().toList(),
        breakers(topology.path("breakers")),
        alarms(topology.path("alarms"), ""),
        reading.trouble());
  }

  private static void contexts(Reading reading, Map<String, StatusVerdict.Context> contexts) {
    for (var record : reading.topology().path("contexts")) {
      var context =
          new StatusVerdict.Context(
              record.path("context").asText(record.path("name").asText()),
              record.path("node").asText(""),
              record.path("version").asText(""),
              record.path("ready").asBoolean(true));
      contexts.put(context.context() + "@" + context.node(), context);
    }
  }

  private static Map<String, String> breakers(JsonNode json) {
    var states = new TreeMap<String, String>();
    for (var breaker : json.properties()) {
      states.put(breaker.getKey(), breaker.getValue().asText());
    }
    return states;
  }

  /** Alarms may be grouped; each becomes one line. */
  private static List<String> alarms(JsonNode json, String path) {
    var lines = new ArrayList<String>();
    for (var alarm : json.properties()) {
      var name = path.isEmpty() ? alarm.getKey() : path + " " + alarm.getKey();
      if (alarm.getValue().isObject()) {
        lines.addAll(alarms(alarm.getValue(), name));
      } else {
        lines.add(name + ": " + alarm.getValue().asText());
      }
    }
    return lines;
  }

  /** Nodes that see other members than their neighbours are on two sides of something. */
  private static void disagreement(List<Reading> readings, Set<String> troubles) {
    var views = new TreeSet<String>();
    readings.stream()
        .filter(Reading::isThere)
        .map(Status::node)
        .filter(node -> !node.members().isEmpty())
        .forEach(node -> views.add(String.join(", ", node.members())));
    if (views.size() > 1) {
      troubles.add("nodes do not see the same members: " + String.join(" | ", views));
    }
  }
}
