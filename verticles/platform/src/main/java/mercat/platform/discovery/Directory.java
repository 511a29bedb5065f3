package mercat.platform.discovery;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.servicediscovery.Record;
import io.vertx.servicediscovery.ServiceDiscovery;
import io.vertx.servicediscovery.ServiceDiscoveryOptions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Who serves what: one discovery record per (context, node), with version, epoch and readiness. A
 * record is a hint; whether it was right only the answer tells.
 */
public final class Directory {
  private static final String TYPE = "mercat-context";

  private final ServiceDiscovery discovery;
  private final Node self;
  private final Set<String> local = ConcurrentHashMap.newKeySet();
  private final Map<String, Record> published = new ConcurrentHashMap<>();
  private volatile Map<String, List<String>> remote = Map.of();

  /** A directory as seen from one node. */
  public Directory(Vertx vertx, Node self) {
    this.self = self;
    this.discovery =
        ServiceDiscovery.create(
            vertx,
            new ServiceDiscoveryOptions()
                .setName(self.id())
                .setAnnounceAddress("mercat.discovery"));
  }

  /** The id of this node. */
  public String self() {
    return self.id();
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
          published.put(context, stored);
          local.add(context);
        })
        .mapEmpty();
  }

  /** Withdraws every record of this node. */
  public Future<Void> withdraw() {
    local.clear();
    var records = List.copyOf(published.values());
    published.clear();
    return Future.join(
            records.stream().map(record -> discovery.unpublish(record.getRegistration())).toList())
        .mapEmpty();
  }

  /**
   * The node to ask: this one where it serves the context, else any other that is ready.
   *
   * @param not a node that just failed; chosen again only when it is this one
   * @return null when nobody serves the context
   */
  public @Nullable String choose(String context, @Nullable String not) {
    if (local.contains(context)) {
      return self.id();
    }
    var nodes =
        remote.getOrDefault(context, List.of()).stream().filter(node -> !node.equals(not)).toList();
    return nodes.isEmpty() ? null : nodes.get(ThreadLocalRandom.current().nextInt(nodes.size()));
  }

  /** The contexts that this node serves and has announced. */
  public Set<String> served() {
    return Set.copyOf(local);
  }

  /** Every record there is, as {@code /topology} shows it. */
  public Future<List<JsonObject>> records() {
    return discovery
        .getRecords(record -> TYPE.equals(record.getType()), true)
        .map(records ->
            records.stream()
                .map(record ->
                    new JsonObject().put("context", record.getName()).mergeIn(record.getMetadata()))
                .toList());
  }

  /** Reads again which other nodes serve what. */
  public Future<Void> refresh() {
    return records()
        .onSuccess(records -> {
          var seen = new java.util.HashMap<String, List<String>>();
          for (var record : records) {
            seen.computeIfAbsent(record.getString("context"), name -> new java.util.ArrayList<>())
                .add(record.getString("node"));
          }
          remote = Map.copyOf(seen);
        })
        .mapEmpty();
  }

  /** Closes the discovery client. */
  public void close() {
    discovery.close();
  }
}
