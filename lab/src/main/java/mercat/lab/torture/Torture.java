package mercat.lab.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import mercat.lab.cluster.Bridge;
import mercat.lab.cluster.ClusterNode;
import mercat.lab.cluster.ClusterPlan;
import mercat.lab.cluster.ClusterPlan.Ground;
import mercat.lab.cluster.LocalCluster;
import mercat.lab.load.Crowd;
import mercat.lab.load.LoadGenerator;
import mercat.lab.load.RetryPolicy;
import mercat.lab.provider.ProviderProcess;
import mercat.lab.shop.ShopClient;
import mercat.lab.system.Awaiting;
import mercat.lab.system.DataDirectory;
import mercat.lab.system.Repeated;
import mercat.lab.terminal.Numbers;
import mercat.lab.terminal.Progress;
import mercat.lab.terminal.Screen;
import mercat.lab.torture.Checker.Violation;
import mercat.lab.torture.Checker.Wrong;
import mercat.lab.torture.RequestTally.Mark;
import mercat.lab.torture.TortureVerdict.Skipped;
import mercat.verify.DatabaseAccess;
import mercat.verify.UnreachableException;
import mercat.verify.Verify;

/** Real processes under load and faults, and the proof of what they survived. */
public final class Torture {
  private static final int CONNECTIONS_EACH = 96;
  private static final Duration SAMPLE_EVERY = Duration.ofSeconds(10);
  private static final int TROUBLES_MAX = 10;

  private final TorturePlan plan;
  private final Screen screen;
  private final long startNanos = System.nanoTime();
  private final AtomicReference<String> now = new AtomicReference<>("warming up");
  private final RequestTally tally = new RequestTally();
  private final List<String> troubles = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger samples = new AtomicInteger();
  private final TortureSetup setup;

  public Torture(TorturePlan plan, Screen screen) {
    this.plan = plan;
    this.screen = screen;
    this.setup = new TortureSetup(plan, screen);
  }

  static List<Fault> faults() {
    return Stream.concat(NodeFaults.all().stream(), WorldFaults.all().stream())
        .sorted(Comparator.comparingInt(fault -> Integer.parseInt(fault.id().substring(1))))
        .toList();
  }

  public TortureVerdict run() {
    var data = plan.data();
    if (DataDirectory.endOrphans(data) > 0) {
      screen.note("ended the nodes that a killed command had left in " + data);
    }
    DataDirectory.fresh(data);
    var provider = setup.provider();
    try {
      return torture(provider);
    } finally {
      provider.ifPresent(ProviderProcess::close);
    }
  }

  private TortureVerdict torture(Optional<ProviderProcess> provider) {
    var bridge = setup.bridge();
    var ground = bridge.<Ground>map(made -> made).orElse(Ground.LOOPBACK);
    var configs = setup.configs(provider);
    try (var cluster =
            LocalCluster.start(
                new ClusterPlan(plan.data(), plan.layout(), ground, configs, plan.previous()),
                screen);
        var load = new LoadGenerator()) {
      screen.note(
          "%d nodes serve at %s after %s s"
              .formatted(
                  cluster.members().size(), cluster.edges(), cluster.startTook().toSeconds()));
      provider.ifPresent(process -> process.hooksTo(cluster.edges()));
      return torture(cluster, bridge, provider, load);
    } finally {
      ground.close();
    }
  }

  private TortureVerdict torture(
      LocalCluster cluster,
      Optional<Bridge> bridge,
      Optional<ProviderProcess> provider,
      LoadGenerator load) {
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
    var history = new History(plan.data().resolve("history.jsonl"));
    var topology = new TopologyWatch(cluster.members());
    var skipped = new ArrayList<Skipped>();
    List<Incident> incidents;
    Scene scene;
    var sampling = new Repeated(SAMPLE_EVERY, "sampler", () -> sample(cluster.database()));
    try (history;
        topology;
        sampling;
        var room = new ProcessorRoom()) {
      var buyers = new Buyers(shops, assortment, plan.taker(), plan.seed(), history, tally);
      try (var crowd = load.crowd(servers, CONNECTIONS_EACH, Buyers.ATTEMPT_MAX, buyers)) {
        var pace = Pace.after(cluster.startTook());
        scene =
            new Scene(
                plan,
                pace,
                warmUp(crowd, cluster),
                cluster,
                bridge,
                crowd,
                buyers,
                tally,
                setup.hooks(),
                provider);
        screen.note(
            "%.0f buyers each second; bounds that contain a start are %.1f times the usual"
                .formatted(scene.rate(), pace.slowness()));
        var endNanos = System.nanoTime() + plan.length().toNanos();
        var possible = possible(scene, skipped);
        var nemesis = new Nemesis(scene, topology, room, possible, endNanos, this::hear);
        incidents = Progress.during(screen, () -> picture(cluster, endNanos), nemesis::rage);
        screen.note("no more faults, no more buyers");
        troubles.addAll(scene.settle());
      }
    }
    return judge(scene, incidents, skipped, topology);
  }

  /** When all is over, holds what every client was told against what is there. */
  private TortureVerdict judge(
      Scene scene, List<Incident> incidents, List<Skipped> skipped, TopologyWatch topology) {
    var cluster = scene.cluster();
    var history = scene.buyers().history();
    var book = scene.provider().map(process -> ProviderBook.read(process.journal()));
    var stored = FinalState.of(cluster.database());
    var state = book.map(stored::with).orElse(stored);
    var violations = Checker.check(history.ops(), state);
    var provider = book.map(read -> ProviderVerdict.of(read, state, cluster.database(), incidents));
    provider.ifPresent(verdict -> troubles.addAll(verdict.broken()));
    var verified = Verify.run(cluster.database(), history.acks());
    violations.stream().limit(TROUBLES_MAX).forEach(found -> troubles.add(found.toString()));
    troubles.addAll(verified.broken());
    var reports = FaultReport.of(faults(), incidents, tally.failures());
    reports.forEach(report -> troubles.addAll(report.broken()));
    var pending = tally.count(Mark.LEFT_PENDING);
    var wrong = List.copyOf(troubles); // a late sample may still add to them
    return new TortureVerdict(
        wrong.isEmpty(),
        plan.seed(),
        plan.minutes(),
        cluster.members().size(),
        scene.rate(),
        tally.count(Mark.CAME) + tally.count(Mark.REPEATED),
        tally.count(Mark.ACKNOWLEDGED) + pending,
        tally.count(Mark.REFUSED),
        pending,
        tally.failures().size(),
        counts(violations),
        samples.get(),
        topology.looks(),
        topology.untruths(),
        reports,
        provider.orElse(null),
        skipped,
        verified.all(),
        wrong,
        reports.stream().flatMap(report -> report.untold().stream()).toList(),
        history.file().toString(),
        Numbers.secondsSince(startNanos));
  }

  private static Map<Wrong, Long> counts(List<Violation> violations) {
    var counts = new EnumMap<Wrong, Long>(Wrong.class);
    Stream.of(Wrong.values()).forEach(kind -> counts.put(kind, 0L));
    violations.forEach(violation -> counts.merge(violation.kind(), 1L, Long::sum));
    return counts;
  }

  /** Lets the first buyers come; how many come each second from then on. */
  private double warmUp(Crowd crowd, LocalCluster cluster) {
    crowd.start(plan.rate().orElse(WarmUp.FEWEST));
    if (plan.rate().isPresent()) {
      Awaiting.pause(WarmUp.USUAL);
      return plan.rate().getAsDouble();
    }
    return new WarmUp(crowd, tally).buyersPerSecond(cluster.members().size());
  }

  /** Looks whether stock, books and keys add up in the middle of everything. */
  private void sample(DatabaseAccess database) {
    try {
      var verdict = Verify.now(database);
      samples.incrementAndGet();
      verdict.broken().stream()
          .limit(TROUBLES_MAX - Math.min(TROUBLES_MAX, troubles.size()))
          .forEach(broken -> troubles.add("in the middle, " + broken));
    } catch (UnreachableException databaseDown) {
      // it is meant to be, now and then
    }
  }

  private List<Fault> possible(Scene scene, List<Skipped> skipped) {
    var possible = new ArrayList<Fault>();
    for (var fault : faults()) {
      var hindrance = fault.hindrance().apply(scene);
      if (plan.wants(fault.id()) && hindrance.isEmpty()) {
        possible.add(fault);
      } else if (plan.wants(fault.id())) {
        skipped.add(new Skipped(fault.id(), hindrance));
      }
    }
    return possible;
  }

  private void hear(String what) {
    if (!what.equals(now.getAndSet(what))) {
      screen.note("%6.1f s  %s".formatted((System.nanoTime() - startNanos) / 1e9, what));
    }
  }

  private String picture(LocalCluster cluster, long endNanos) {
    var nanos = System.nanoTime();
    var left = Math.max(0, TimeUnit.NANOSECONDS.toSeconds(endNanos - nanos));
    var line = new StringBuilder("  %d:%02d left  ".formatted(left / 60, left % 60));
    for (var node : cluster.members()) {
      line.append(node.name()).append(' ').append(state(node)).append("  ");
    }
    var since = nanos - 1_000_000_000L;
    return line.append(
            "| %s | %d orders/s, %d errors/s, failed %d"
                .formatted(
                    now.get(),
                    tally.finishedBetween(since, nanos),
                    tally.troublesBetween(since, nanos),
                    tally.failures().size()))
        .toString();
  }

  private String state(ClusterNode node) {
    if (node.isFrozen()) {
      return screen.bad("frozen");
    }
    return node.isReady() ? "up" : screen.bad("DOWN");
  }
}
