package mercat.lab.torture;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import mercat.lab.cluster.ClusterNode.NodeLife;

/**
 * Whether what nodes tell of one another is so. A node that is not ready, or frozen, may be named
 * or not; a life that has ended must not be; one that serves must be a member for everybody, with a
 * ready record of its present life for each context that it hosts.
 */
final class TopologyTruth {
  private final Map<String, NodeLife> lives;
  private final long nowNanos;
  private final Set<String> everything = new HashSet<>();
  private final List<String> stale = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();
  private long staleNanos;

  /**
   * Holds what was read at one moment against the lives at that moment.
   *
   * @param views what each node tells who is there and who serves what
   */
  TopologyTruth(List<NodeLife> lives, Map<String, JsonNode> views, long nowNanos) {
    this.lives = lives.stream().collect(toMap(NodeLife::name, Function.identity()));
    this.nowNanos = nowNanos;
    for (var view : views.values()) {
      view.path("contexts").forEach(route -> everything.add(route.path("context").asText()));
    }
    views.forEach(this::look);
    lives.stream()
        .filter(life -> life.ready() && !views.containsKey(life.name()))
        .forEach(life -> missing.add(life.name() + " does not tell who is there"));
    if (everything.isEmpty() && lives.stream().anyMatch(NodeLife::ready)) {
      missing.add("nobody has a record of anything");
    }
  }

  /** What is told of lives that have ended. */
  List<String> stale() {
    return stale;
  }

  /** For how long the one that ended first of these has been over. */
  long staleNanos() {
    return staleNanos;
  }

  /** What is not told though it is so, and who is told of but was never there. */
  List<String> missing() {
    return missing;
  }

  boolean isWhole() {
    return stale.isEmpty() && missing.isEmpty();
  }

  private void look(String viewer, JsonNode view) {
    var members = new HashSet<String>();
    view.path("members").forEach(member -> members.add(member.asText()));
    for (var member : members) {
      var life = lives.get(member);
      if (life == null) {
        missing.add(viewer + " names " + member + ", which was never there");
      } else if (!life.alive()) {
        blame(life, viewer + " still has " + member + " as a member");
      }
    }
    view.path("contexts").forEach(route -> lookAt(viewer, route));
    for (var life : lives.values()) {
      if (life.ready() && !members.contains(life.name())) {
        missing.add(viewer + " does not name " + life.name() + ", which serves");
      }
      if (life.ready()) {
        lookFor(life, viewer, view);
      }
    }
  }

  private void lookAt(String viewer, JsonNode route) {
    var node = route.path("node").asText();
    var what = viewer + " has a record of " + route.path("context").asText() + " at " + node;
    var life = lives.get(node);
    if (life == null) {
      missing.add(what + ", which was never there");
    } else if (!life.alive()) {
      blame(life, what + ", which is dead");
    } else if (!isOfPresentLife(route, life)) {
      blame(life, what + ", of an earlier life");
    }
  }

  private static boolean isOfPresentLife(JsonNode route, NodeLife life) {
    return route.path("epoch").asLong() >= life.bornMs();
  }

  private void blame(NodeLife life, String what) {
    stale.add(what);
    staleNanos = Math.max(staleNanos, nowNanos - life.diedNanos());
  }

  private void lookFor(NodeLife life, String viewer, JsonNode view) {
    var unrouted = new TreeSet<>(life.contexts().isEmpty() ? everything : life.contexts());
    for (var route : view.path("contexts")) {
      if (route.path("node").asText().equals(life.name())
          && route.path("ready").asBoolean()
          && isOfPresentLife(route, life)) {
        unrouted.remove(route.path("context").asText());
      }
    }
    unrouted.forEach(
        context -> missing.add(viewer + " has no route to " + context + " at " + life.name()));
  }
}
