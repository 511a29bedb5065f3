package mercat.platform.discovery;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.servicediscovery.Record;
import io.vertx.servicediscovery.ServiceDiscovery;
import io.vertx.servicediscovery.ServiceDiscoveryOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who serves what: one discovery record per (context, node), with version, epoch, readiness and
 * when it was last seen. A record is a hint; whether it was right only the answer tells. One whose
 * node has left the cluster, or has not renewed it for {@value #STALE_MS} ms, is not believed, and
 * is removed by whoever notices.
 */
public final class Directory {
  private static final Logger LOG = LoggerFactory.getLogger(Directory.class);
  private static final String TYPE = "mercat-context";
  private static final String ANNOUNCEMENTS = "mercat.discovery";
  private static final long LOOK_MS = 1_000;
  private static final long RENEW_MS = 10_000;
  private static final long STALE_MS = 30_000;

  private final Vertx vertx;
  private final ServiceDiscovery discovery;
  private final Node self;
  private final Members members;
  private final Map<String, Record> own = new ConcurrentHashMap<>();
  private final Set<String> ready = ConcurrentHashMap.newKeySet();
  private final Map<String, Sighting> sightings = new ConcurrentHashMap<>();
  private final List<Consumer<String>> mourners = new CopyOnWriteArrayList<>();
  private final List<Long> timers = new CopyOnWriteArrayList<>();
  private final AtomicReference<Set<Member>> lastPresent = new AtomicReference<>(Set.of());
  private final AtomicBoolean looking = new AtomicBoolean();
  private final AtomicBoolean lookAgain = new AtomicBoolean();
  private volatile Map<String, List<String>> elsewhere = Map.of();
  private volatile boolean retired;

  /** What a record last said of when it was renewed, and when this node heard it first. */
  private record Sighting(String lastSeen, long heardNanos) {
    boolean isStale() {
      return System.nanoTime() - heardNanos > STALE_MS * 1_000_000;
    }
  }

  /** A directory as seen from one node. */
  public Directory(Vertx vertx, Node self, Members members) {
    this.vertx = vertx;
    this.self = self;
    this.members = members;
    this.discovery =
        ServiceDiscovery.create(
            vertx,
            new ServiceDiscoveryOptions().setName(self.id()).setAnnounceAddress(ANNOUNCEMENTS));
  }

  /** The directory of a node that is by itself. */
  public static Directory alone(Vertx vertx, Node self) {
    return new Directory(vertx, self, () -> Set.of(self.member()));
  }

  /** The id of this node. */
  public String self() {
    return self.id();
  }

  /** Begins to look for the other nodes and to renew what this one announces. */
  public Future<Void> start() {
    if (!vertx.isClustered()) {
      return Future.succeededFuture();
    }
    timers.add(vertx.setPeriodic(LOOK_MS, tick -> look()));
    timers.add(vertx.setPeriodic(RENEW_MS, tick -> renew()));
    return vertx
        .eventBus()
        .consumer(ANNOUNCEMENTS, announced -> look())
        .completion()
        .compose(heard -> refresh());
  }

  /** Announces that this node serves the context and is ready to. */
  public Future<Void> announce(String context) {
    var record =
        new Record()
            .setName(context)
            .setType(TYPE)
            .setLocation(new JsonObject().put("endpoint", context + "@" + self.id()))
            .setMetadata(
                new JsonObject()
                    .put("node", self.id())
                    .put("version", self.version())
                    .put("epoch", self.epoch())
                    .put("lastSeen", self.now())
                    .put("ready", true));
    return discovery
        .publish(record)
        .onSuccess(stored -> {
          own.put(context, stored);
          ready.add(context);
        })
        .mapEmpty();
  }

  /**
   * Says whether this node can serve one of its contexts now. Told to the others when it changes.
   */
  public void mark(String context, boolean isReady) {
    if (!retired
        && own.containsKey(context)
        && (isReady ? ready.add(context) : ready.remove(context))) {
      LOG.atInfo()
          .addKeyValue("context", context)
          .log(isReady ? "context is ready" : "context is not ready");
      var unused = renew(context);
    }
  }

  /** Turns the other nodes away from this one; its own contexts still find one another. */
  public Future<Void> retire() {
    retired = true;
    ready.clear();
    return Future.join(own.keySet().stream().map(this::renew).toList()).mapEmpty();
  }

  /** Withdraws every record of this node. */
  public Future<Void> withdraw() {
    ready.clear();
    var records = List.copyOf(own.values());
    own.clear();
    return Future.join(
            records.stream().map(record -> discovery.unpublish(record.getRegistration())).toList())
        .mapEmpty();
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
    if (ready.contains(context) && !self.id().equals(not)) {
      return self.id();
    }
    var nodes = elsewhere.getOrDefault(context, List.of());
    if (nodes.size() > 1 || not != null) {
      nodes = without(nodes, not, avoided);
    }
    if (!nodes.isEmpty()) {
      return nodes.get(ThreadLocalRandom.current().nextInt(nodes.size()));
    }
    return own.containsKey(context) ? self.id() : null;
  }

  /**
   * The node to ask where what all nodes ask of a context should come together: of those that serve
   * it and are ready to, the first by name. A hint: while nodes see different directories they
   * choose different ones, and each may serve.
   *
   * @param avoided nodes that are asked only when there is no other
   * @return null when nobody serves the context
   */
  public @Nullable String gather(String context, Predicate<String> avoided) {
    var first =
        elsewhere.getOrDefault(context, List.of()).stream()
            .filter(avoided.negate())
            .findFirst()
            .orElse(null);
    return first == null || (ready.contains(context) && self.id().compareTo(first) < 0)
        ? choose(context, null, avoided)
        : first;
  }

  private static List<String> without(
      List<String> nodes, @Nullable String not, Predicate<String> avoided) {
    var others = nodes.stream().filter(node -> !node.equals(not)).toList();
    var willing = others.stream().filter(avoided.negate()).toList();
    return willing.isEmpty() ? others : willing;
  }

  /** Whether somebody serves the context and is ready to. */
  public boolean isServed(String context) {
    return ready.contains(context) || elsewhere.containsKey(context);
  }

  /**
   * Whether this node is the first of those that serve the context. A hint for work that one node
   * should do and any may.
   */
  public boolean isFirst(String context) {
    var nodes = elsewhere.getOrDefault(context, List.of());
    return nodes.isEmpty()
        || (ready.contains(context) && self.id().compareTo(nodes.getFirst()) < 0);
  }

  /** Calls back with the id of each node that has left the cluster. */
  public void onGone(Consumer<String> gone) {
    mourners.add(gone);
  }

  /** The contexts that this node has announced and is ready to serve. */
  public Set<String> served() {
    return Set.copyOf(ready);
  }

  /** The ids of the nodes in the cluster. */
  public Set<String> nodes() {
    var nodes = new TreeSet<String>();
    members.present().forEach(member -> nodes.add(member.id()));
    return nodes;
  }

  /** Every record that is believed, as {@code /topology} shows it. */
  public Future<List<JsonObject>> records() {
    return discovery
        .getRecords(record -> TYPE.equals(record.getType()), true)
        .map(records ->
            believed(records).stream()
                .map(record ->
                    new JsonObject().put("context", record.getName()).mergeIn(record.getMetadata()))
                .toList());
  }

  /** Looks no more, and closes the discovery client. */
  public void close() {
    timers.forEach(vertx::cancelTimer);
    discovery.close();
  }

  /** Looks again, soon, who else is there and serves what. */
  public void look() {
    mourn();
    lookAgain.set(true);
    if (looking.compareAndSet(false, true)) {
      lookAgain.set(false);
      refresh()
          .onComplete(looked -> {
            looking.set(false);
            if (lookAgain.get()) {
              look();
            }
          });
    }
  }

  private void mourn() {
    var now = members.present();
    var gone = new HashSet<>(lastPresent.getAndSet(now));
    gone.removeAll(now);
    gone.forEach(member -> mourners.forEach(mourner -> mourner.accept(member.id())));
  }

  /** Reads again which other nodes serve what; where that fails, what was known is believed on. */
  private Future<Void> refresh() {
    return discovery
        .getRecords(record -> TYPE.equals(record.getType()), true)
        .onFailure(thrown ->
            LOG.atWarn().addKeyValue("error", thrown.toString()).log("cannot read the directory"))
        .map(records -> {
          elsewhere = elsewhere(believed(records));
          return null;
        });
  }

  private Map<String, List<String>> elsewhere(List<Record> believed) {
    var nodes = new HashMap<String, TreeSet<String>>();
    for (var record : believed) {
      var node = record.getMetadata().getString("node");
      if (record.getMetadata().getBoolean("ready") && !node.equals(self.id())) {
        nodes.computeIfAbsent(record.getName(), name -> new TreeSet<>()).add(node);
      }
    }
    var lists = new HashMap<String, List<String>>();
    nodes.forEach((context, ids) -> lists.put(context, List.copyOf(ids)));
    return Map.copyOf(lists);
  }

  /** The records of nodes that are there and renew them; all others are removed. */
  private List<Record> believed(List<Record> records) {
    if (!vertx.isClustered()) {
      return records;
    }
    var present = members.present();
    var believed = new ArrayList<Record>();
    for (var record : records) {
      if (isPresent(record, present) && isFresh(record)) {
        believed.add(record);
      } else if (!isOwn(record)) {
        remove(record);
      }
    }
    sightings.keySet().retainAll(records.stream().map(Record::getRegistration).toList());
    return believed;
  }

  private static boolean isPresent(Record record, Set<Member> present) {
    return present.contains(memberOf(record));
  }

  private boolean isOwn(Record record) {
    return self.member().equals(memberOf(record));
  }

  private static Member memberOf(Record record) {
    var about = record.getMetadata();
    return new Member(about.getString("node"), about.getLong("epoch"));
  }

  private boolean isFresh(Record record) {
    var lastSeen = record.getMetadata().getString("lastSeen");
    var sighting =
        sightings.compute(
            record.getRegistration(),
            (registration, known) ->
                known != null && known.lastSeen().equals(lastSeen)
                    ? known
                    : new Sighting(lastSeen, System.nanoTime()));
    return !sighting.isStale();
  }

  private void remove(Record record) {
    LOG.atInfo()
        .addKeyValue("context", record.getName())
        .addKeyValue("node", record.getMetadata().getString("node"))
        .log("record of a node that has gone is removed");
    discovery
        .unpublish(record.getRegistration())
        .onFailure(thrown ->
            LOG.atDebug().addKeyValue("error", thrown.toString()).log("somebody else removed it"));
  }

  private void renew() {
    for (var context : own.keySet()) {
      var unused = renew(context);
    }
  }

  private synchronized Future<Record> renew(String context) {
    var record = own.get(context);
    if (record == null) {
      return Future.failedFuture(context + " was withdrawn");
    }
    record.getMetadata().put("lastSeen", self.now()).put("ready", ready.contains(context));
    return discovery
        .update(record)
        .onFailure(thrown ->
            LOG.atWarn()
                .addKeyValue("context", context)
                .addKeyValue("error", thrown.toString())
                .log("record not renewed"));
  }
}
