package mercat.lab.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import mercat.lab.cluster.Bridge;
import mercat.lab.cluster.ClusterNode;
import mercat.lab.cluster.ClusterPlan;
import mercat.lab.cluster.Ground;
import mercat.lab.cluster.LocalCluster;
import mercat.lab.load.Crowd;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.RetryPolicy;
import mercat.lab.shop.ShopClient;
import mercat.lab.system.AtRest;
import mercat.lab.system.DataDirectory;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Progress;
import mercat.lab.terminal.Screen;
import mercat.lab.torture.TortureVerdict.Skipped;
import mercat.verify.UnreachableException;
import mercat.verify.Verify;

/** Real processes under load and faults, and the proof of what they survived. */
public final class Torture {
  private static final int CONNECTIONS_EACH = 96;
  private static final Duration DRAIN_MAX = Duration.ofSeconds(20);
  private static final Duration WHOLE_MAX = Duration.ofSeconds(45);
  private static final Duration REST_MAX = Duration.ofSeconds(40);
  private static final int TROUBLES_MAX = 10;

  /** What takes minutes in production, so that a run of minutes sees its end. */
  private static final String SETTINGS =
      """
      orders:
        patience: 1500ms
        payment-deadline: 20s
        lease: 2s
        recheck: 1s
      payments:
        recheck: 1s
        back-off-max: 5s
      """;

  private final TorturePlan plan;
  private final Screen screen;
  private final Path data;
  private final long startNanos = System.nanoTime();
  private final AtomicReference<String> now = new AtomicReference<>("warming up");

  public Torture(TorturePlan plan, Screen screen) {
    this.plan = plan;
    this.screen = screen;
    this.data = plan.data().toAbsolutePath().normalize();
  }

  static List<Fault> faults() {
    return Stream.of(NodeFaults.all(), WorldFaults.all(), NetworkFaults.all())
        .flatMap(List::stream)
        .sorted(
            java.util.Comparator.comparingInt(fault -> Integer.parseInt(fault.id().substring(1))))
        .toList();
  }

  public TortureVerdict run() {
    if (DataDirectory.endOrphans(data) > 0) {
      screen.note("ended the nodes that a killed command had left in " + data);
    }
    DataDirectory.fresh(data);
    var bridge = bridge();
    var ground = bridge.<Ground>map(made -> made).orElse(Ground.LOOPBACK);
    var configs = new ArrayList<>(List.of(settings()));
    configs.addAll(plan.configs());
    try (var cluster =
            LocalCluster.start(
                new ClusterPlan(data, plan.layout(), ground, configs).besides(plan.previous()),
                screen);
        var load = new LoadGenerator()) {
      screen.note("%d nodes serve at %s".formatted(cluster.members().size(), cluster.edges()));
      return torture(cluster, bridge, load);
    } finally {
      ground.close();
    }
  }

  private Path settings() {
    var file = data.resolve("torture.yaml");
    try {
      return Files.writeString(file, SETTINGS);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write " + file, failure);
    }
  }

  private Optional<Bridge> bridge() {
    try {
      return Optional.of(Bridge.make(plan.layout().places().size()));
    } catch (UnreachableException notHere) {
      screen.note("all nodes share one network: " + notHere.getMessage());
      return Optional.empty();
    }
  }

  private TortureVerdict torture(
      LocalCluster cluster, Optional<Bridge> bridge, LoadGenerator load) {
    var tally = new RequestTally();
    var assortment = Assortment.lasting(plan.length());
    var servers = new ArrayList<>(cluster.edges());
    servers.add(cluster.outsider().address()); // there in some faults only, and then asked like all
    var shops =
        servers.stream()
            .map(edge -> new ShopClient(load, edge, cluster.adminToken(), RetryPolicy.USUAL))
            .toList();
    assortment.open(shops.getFirst());
    shops.stream()
        .limit(cluster.edges().size())
        .forEach(shop -> assortment.skus().forEach(shop::awaitPublished));
    var file = data.resolve("history.jsonl");
    List<Incident> incidents;
    List<Skipped> skipped;
    Looks looks;
    var troubles = new ArrayList<String>();
    try (var history = History.create(file);
        var sampler = new Sampler(cluster);
        var topology = new TopologyWatch(cluster.members())) {
      var buyers = new Buyers(shops, assortment, plan.seed(), history, tally);
      try (var crowd = load.crowd(servers, CONNECTIONS_EACH, Buyers.ATTEMPT_MAX, buyers)) {
        var scene =
            new Scene(
                cluster,
                bridge,
                crowd,
                buyers,
                plan.rate(),
                plan.length(),
                this::hear,
                tally,
                new FaultEvidence());
        skipped = skipped(scene);
        var endNanos = System.nanoTime() + plan.length().toNanos();
        var nemesis = new Nemesis(scene, topology, possible(skipped), plan.seed(), endNanos);
        crowd.start(plan.rate());
        Progress.during(screen, () -> picture(cluster, tally, endNanos), nemesis::rage);
        incidents = nemesis.incidents();
        settle(scene, crowd, troubles);
      }
      looks = new Looks(sampler.samples(), topology.looks(), topology.untruths());
      troubles.addAll(sampler.troubles());
    }
    timeline(incidents);
    return judge(cluster, tally, incidents, skipped, looks, file, troubles);
  }

  private List<Skipped> skipped(Scene scene) {
    var skipped = new ArrayList<Skipped>();
    for (var fault : faults()) {
      if (plan.wants(fault.id())) {
        fault.hindrance().apply(scene).ifPresent(why -> skipped.add(new Skipped(fault.id(), why)));
      }
    }
    return skipped;
  }

  private List<Fault> possible(List<Skipped> skipped) {
    return faults().stream()
        .filter(fault -> plan.wants(fault.id()))
        .filter(fault -> skipped.stream().noneMatch(one -> one.id().equals(fault.id())))
        .toList();
  }

  private void hear(String what) {
    if (!what.equals(now.getAndSet(what))) {
      screen.note("%6.1f s  %s".formatted((System.nanoTime() - startNanos) / 1e9, what));
    }
  }

  private String picture(LocalCluster cluster, RequestTally tally, long endNanos) {
    var nanos = System.nanoTime();
    var left = Math.max(0, TimeUnit.NANOSECONDS.toSeconds(endNanos - nanos));
    var line = new StringBuilder("  %d:%02d left  ".formatted(left / 60, left % 60));
    for (var node : cluster.members()) {
      line.append(node.name()).append(' ').append(state(node)).append("  ");
    }
    return line.append("| ")
        .append(now.get())
        .append(" | ")
        .append(tally.finishedBetween(nanos - 1_000_000_000L, nanos))
        .append(" orders/s, ")
        .append(tally.troublesBetween(nanos - 1_000_000_000L, nanos))
        .append(" errors/s, failed ")
        .append(tally.failures().size())
        .toString();
  }

  private String state(ClusterNode node) {
    if (node.isFrozen()) {
      return screen.bad("frozen");
    }
    return node.isReady() ? "up" : screen.bad("DOWN");
  }

  /** Lets the last buyers learn their fate, and everything come to rest. */
  private void settle(Scene scene, Crowd crowd, List<String> troubles) {
    scene.bridge().ifPresent(Bridge::heal);
    screen.note("no more faults, no more buyers");
    if (!crowd.drain(DRAIN_MAX)) {
      troubles.add("some clients were not done " + DRAIN_MAX.toSeconds() + " s after the end");
    }
    if (!scene.awaitWhole(WHOLE_MAX)) {
      troubles.add("not every node was ready " + WHOLE_MAX.toSeconds() + " s after the end");
    }
    if (!AtRest.await(scene.cluster().database(), REST_MAX)) {
      troubles.add("not at rest after " + REST_MAX.toSeconds() + " s");
    }
  }

  private void timeline(List<Incident> incidents) {
    screen.print("");
    for (var incident : incidents) {
      screen.print(
          "  %6.1f s  %-4s %s; nobody served for %s, %s"
              .formatted(
                  (incident.beganNanos() - startNanos) / 1e9,
                  incident.id(),
                  incident.what(),
                  Numbers.seconds(incident.unavailableMs()),
                  incident.recovered()
                      ? "recovered in " + Numbers.seconds(incident.recoverMs())
                      : screen.bad("NOT recovered in time")));
    }
  }

  private record Looks(int snapshots, int topology, int untruths) {}

  private TortureVerdict judge(
      LocalCluster cluster,
      RequestTally tally,
      List<Incident> incidents,
      List<Skipped> skipped,
      Looks looks,
      Path file,
      List<String> troubles) {
    var history = History.read(file);
    var violations = Checker.check(history, FinalState.of(cluster.database()));
    var verified = Verify.run(cluster.database(), History.acks(history));
    violations.stream().limit(TROUBLES_MAX).forEach(found -> troubles.add(found.toString()));
    troubles.addAll(verified.broken());
    var reports = FaultReport.of(faults(), incidents, tally.failures());
    reports.stream()
        .filter(report -> report.id().equals("F12") && report.failedRequests() > 0)
        .forEach(report ->
            troubles.add(
                "a rolling restart failed %d requests".formatted(report.failedRequests())));
    reports.forEach(report -> troubles.addAll(report.broken()));
    return new TortureVerdict(
        troubles.isEmpty(),
        plan.seed(),
        plan.minutes(),
        cluster.members().size(),
        plan.rate(),
        tally.asked() + tally.repeats(),
        tally.acknowledged(),
        tally.refused(),
        tally.pending(),
        tally.failures().size(),
        count(violations, Violation.Kind.LOST),
        count(violations, Violation.Kind.OVERSOLD),
        count(violations, Violation.Kind.DOUBLE_CHARGED),
        count(violations, Violation.Kind.LEDGER_OFF),
        count(violations, Violation.Kind.UNRESOLVED),
        count(violations, Violation.Kind.CHANGED_ANSWER)
            + count(violations, Violation.Kind.BACKWARDS)
            + count(violations, Violation.Kind.UNASKED)
            + count(violations, Violation.Kind.REFUSED),
        looks.snapshots(),
        looks.topology(),
        looks.untruths(),
        reports,
        skipped,
        verified.all(),
        troubles,
        file.toString(),
        Numbers.secondsSince(startNanos));
  }

  private static long count(List<Violation> violations, Violation.Kind kind) {
    return violations.stream().filter(violation -> violation.kind() == kind).count();
  }
}
