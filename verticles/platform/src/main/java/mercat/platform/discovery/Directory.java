package mercat.platform.discovery;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.servicediscovery.Record;
import io.vertx.servicediscovery.ServiceDiscovery;
import io.vertx.servicediscovery.ServiceDiscoveryOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import mercat.platform.Coalescing;
import org.jspecify.annotations.Nullable;

/**
 * Who serves what: one discovery record per (context, node), with version, epoch, readiness and
 * when it was last seen. A record is a hint; whether it was right only the answer tells.
 */
public final class Directory {
  static final String TYPE = "mercat-context";

  private static final String ANNOUNCEMENTS = "mercat.discovery";
  private static final long LOOK_MS = 1_000;
  private static final long RENEW_MS = 10_000;

  private final Vertx vertx;
  private final ServiceDiscovery discovery;
  private final Node self;
  private final Supplier<Set<Member>> members;
  private final OwnRecords own;
  private final RecordReader reader;
  private final Coalescing reading = new Coalescing("read the directory", this::refresh);
  private final List<Consumer<String>> onGone = new CopyOnWriteArrayList<>();
  private final List<Long> timers = new CopyOnWriteArrayList<>();
  private final AtomicReference<Set<Member>> lastPresent = new AtomicReference<>(Set.of());

  /** The other nodes that are ready to serve each context, by name. */
  private volatile Map<String, List<String>> elsewhere = Map.of();

  /**
   * A directory as seen from one node.
   *
   * @param members who is in the cluster at this moment, this node included
   */
  public Directory(Vertx vertx, Node self, Supplier<Set<Member>> members) {
    this.vertx = vertx;
    this.self = self;
    this.members = members;
    this.discovery =
        ServiceDiscovery.create(
            vertx,
            new ServiceDiscoveryOptions().setName(self.id()).setAnnounceAddress(ANNOUNCEMENTS));
    this.own = new OwnRecords(discovery, self);
    this.reader = new RecordReader(discovery, self.member(), members, vertx.isClustered());
  }

  /** The directory of a node that is by itself. */
  public static Directory alone(Vertx vertx, Node self) {
    return new Directory(vertx, self, () -> Set.of(self.member()));
  }

  public String self() {
    return self.id();
  }

  /** Begins to look for the other nodes and to renew what this one announces. */
  public Future<Void> start() {
    if (!vertx.isClustered()) {
      return Future.succeededFuture();
    }
    timers.add(vertx.setPeriodic(LOOK_MS, tick -> look()));
    timers.add(vertx.setPeriodic(RENEW_MS, tick -> own.renew()));
    return vertx
        .eventBus()
        .consumer(ANNOUNCEMENTS, announced -> look())
        .completion()
        .compose(heard -> refresh());
  }

  /** What this node announces of itself. */
  public OwnRecords own() {
    return own;
  }

  /**
   * The node to ask: this one where it serves the context and is ready to, else any other that is;
   * this one again before nobody.
   *
   * @param not a node that just failed
   * @param avoided nodes that are asked only when there is no other
   * @return null when nobody serves the context
   */
  public @Nullable String choose(String context, @Nullable String not, Predicate<String> avoided) {
    if (own.isReady(context) && !self.id().equals(not)) {
      return self.id();
    }
    var nodes = elsewhere.getOrDefault(context, List.of());
    if (nodes.size() > 1 || not != null) {
      nodes = without(nodes, not, avoided);
    }
    if (!nodes.isEmpty()) {
      return nodes.get(ThreadLocalRandom.current().nextInt(nodes.size()));
    }
    return own.contains(context) ? self.id() : null;
  }

  /**
   * The node to ask where all nodes send their writes to a context to one: of those that serve it
   * and are ready to, the first by name. A hint: while nodes see different directories they choose
   * different ones, and each may serve.
   *
   * @param avoided nodes that are asked only when there is no other
   * @return null when nobody serves the context
   */
  public @Nullable String chooseWriter(String context, Predicate<String> avoided) {
    var first =
        elsewhere.getOrDefault(context, List.of()).stream()
            .filter(avoided.negate())
            .findFirst()
            .orElse(null);
    return first == null || (own.isReady(context) && self.id().compareTo(first) < 0)
        ? choose(context, null, avoided)
        : first;
  }

  private static List<String> without(
      List<String> nodes, @Nullable String not, Predicate<String> avoided) {
    var others = nodes.stream().filter(node -> !node.equals(not)).toList();
    var preferred = others.stream().filter(avoided.negate()).toList();
    return preferred.isEmpty() ? others : preferred;
  }

  /** Whether somebody serves the context and is ready to. */
  public boolean isServed(String context) {
    return own.isReady(context) || elsewhere.containsKey(context);
  }

  /**
   * Whether this node is the first of those that serve the context. A hint for work that one node
   * should do and any may.
   */
  public boolean isFirst(String context) {
    var nodes = elsewhere.getOrDefault(context, List.of());
    return nodes.isEmpty() || (own.isReady(context) && self.id().compareTo(nodes.getFirst()) < 0);
  }

  /** Calls back with the id of each node that has left the cluster. */
  public void onGone(Consumer<String> gone) {
    onGone.add(gone);
  }

  /** The ids of the nodes in the cluster. */
  public Set<String> nodes() {
    return members.get().stream().map(Member::id).collect(toCollection(TreeSet::new));
  }

  /** Every record that is believed, as {@code /topology} shows it. */
  public Future<List<JsonObject>> records() {
    return reader
        .read()
        .map(records ->
            records.stream()
                .map(record ->
                    new JsonObject().put("context", record.getName()).mergeIn(record.getMetadata()))
                .toList());
  }

  public void close() {
    timers.forEach(vertx::cancelTimer);
    discovery.close();
  }

  /** Looks again, soon, who else is there and serves what. */
  public void look() {
    tellWhoIsGone();
    reading.signal();
  }

  private void tellWhoIsGone() {
    var now = members.get();
    var gone = new HashSet<>(lastPresent.getAndSet(now));
    gone.removeAll(now);
    gone.forEach(member -> onGone.forEach(told -> told.accept(member.id())));
  }

  /** Reads again which other nodes serve what; where that fails, what was known is believed on. */
  private Future<Void> refresh() {
    return reader
        .read()
        .map(records -> {
          elsewhere = elsewhere(records);
          return null;
        });
  }

  private Map<String, List<String>> elsewhere(List<Record> records) {
    return records.stream()
        .filter(record -> record.getMetadata().getBoolean("ready"))
        .filter(record -> !self.id().equals(record.getMetadata().getString("node")))
        .collect(
            groupingBy(
                Record::getName,
                mapping(
                    record -> record.getMetadata().getString("node"),
                    collectingAndThen(toCollection(TreeSet::new), List::copyOf))));
  }
}
