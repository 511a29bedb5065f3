package mercat.lab.torture;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import mercat.lab.cluster.NodeLife;
import mercat.lab.torture.TopologyView.Entry;

/**
 * Whether what nodes tell of one another is so. A node that is not ready, or frozen, may be named
 * or not; a life that has ended must not be; one that serves must be a member for everybody, with a
 * ready record of its present life for each context that it hosts.
 *
 * @param stale what is told of lives that have ended
 * @param staleNanos for how long the one that ended first of these has been over
 * @param missing what is not told though it is so, and who is told of but was never there
 */
record TopologyTruth(List<String> stale, long staleNanos, List<String> missing) {

  TopologyTruth {
    stale = List.copyOf(stale);
    missing = List.copyOf(missing);
  }

  boolean isWhole() {
    return stale.isEmpty() && missing.isEmpty();
  }

  /** Holds views that were read at one moment against the lives at that moment. */
  static TopologyTruth of(List<NodeLife> lives, List<TopologyView> views, long nowNanos) {
    var judge = new Judge(lives, views, nowNanos);
    views.forEach(judge::look);
    judge.lookForSilence();
    return new TopologyTruth(judge.stale, judge.staleNanos, judge.missing);
  }

  private static final class Judge {
    private final Map<String, NodeLife> lives;
    private final List<TopologyView> views;
    private final long nowNanos;
    private final Set<String> everything;
    private final List<String> stale = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private long staleNanos;

    Judge(List<NodeLife> lives, List<TopologyView> views, long nowNanos) {
      this.lives = lives.stream().collect(toMap(NodeLife::name, Function.identity()));
      this.views = views;
      this.nowNanos = nowNanos;
      this.everything =
          views.stream()
              .flatMap(view -> view.entries().stream())
              .map(Entry::context)
              .collect(toSet());
    }

    void look(TopologyView view) {
      for (var member : view.members()) {
        var life = lives.get(member);
        if (life == null) {
          missing.add(view.viewer() + " names " + member + ", which was never there");
        } else if (!life.alive()) {
          blame(life, view.viewer() + " still has " + member + " as a member");
        }
      }
      view.entries().forEach(entry -> look(view, entry));
      lives.values().stream().filter(NodeLife::ready).forEach(life -> lookFor(life, view));
    }

    private void look(TopologyView view, Entry entry) {
      var life = lives.get(entry.node());
      var what = view.viewer() + " has a record of " + entry.context() + " at " + entry.node();
      if (life == null) {
        missing.add(what + ", which was never there");
      } else if (!life.alive()) {
        blame(life, what + ", which is dead");
      } else if (entry.epoch() < life.bornMs()) {
        blame(life, what + ", of an earlier life");
      }
    }

    private void blame(NodeLife life, String what) {
      stale.add(what);
      staleNanos = Math.max(staleNanos, nowNanos - life.diedNanos());
    }

    private void lookFor(NodeLife life, TopologyView view) {
      if (!view.members().contains(life.name())) {
        missing.add(view.viewer() + " does not name " + life.name() + ", which serves");
      }
      var routable =
          view.entries().stream()
              .filter(entry -> entry.node().equals(life.name()))
              .filter(entry -> entry.ready() && entry.epoch() >= life.bornMs())
              .map(Entry::context)
              .collect(toSet());
      for (var context : life.contexts().isEmpty() ? everything : life.contexts()) {
        if (!routable.contains(context)) {
          missing.add(view.viewer() + " has no route to " + context + " at " + life.name());
        }
      }
    }

    /** Who serves tells who is there. */
    void lookForSilence() {
      var viewers = views.stream().map(TopologyView::viewer).collect(toSet());
      lives.values().stream()
          .filter(life -> life.ready() && !viewers.contains(life.name()))
          .forEach(life -> missing.add(life.name() + " does not tell who is there"));
      if (everything.isEmpty() && lives.values().stream().anyMatch(NodeLife::ready)) {
        missing.add("nobody has a record of anything");
      }
    }
  }
}
