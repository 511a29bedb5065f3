package mercat.platform.discovery;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.servicediscovery.Record;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The discovery records of this node: one for each context that it serves. */
public final class OwnRecords {
  private static final Logger LOG = LoggerFactory.getLogger(OwnRecords.class);

  private final ServiceDiscovery discovery;
  private final Node self;
  private final Map<String, Record> records = new ConcurrentHashMap<>();
  private final Set<String> ready = ConcurrentHashMap.newKeySet();
  private volatile boolean retired;

  OwnRecords(ServiceDiscovery discovery, Node self) {
    this.discovery = discovery;
    this.self = self;
  }

  boolean contains(String context) {
    return records.containsKey(context);
  }

  boolean isReady(String context) {
    return ready.contains(context);
  }

  /** The contexts that this node has announced and is ready to serve. */
  public Set<String> served() {
    return Set.copyOf(ready);
  }

  /** Announces that this node serves the context and is ready to. */
  public Future<Void> announce(String context) {
    var record =
        new Record()
            .setName(context)
            .setType(Directory.TYPE)
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
          records.put(context, stored);
          ready.add(context);
        })
        .mapEmpty();
  }

  /** Says whether a context can be served now; the record is renewed when that changes. */
  public void mark(String context, boolean isReady) {
    if (!retired
        && records.containsKey(context)
        && (isReady ? ready.add(context) : ready.remove(context))) {
      LOG.atInfo()
          .addKeyValue("context", context)
          .log(isReady ? "context is ready" : "context is not ready");
      var unused = renew(context);
    }
  }

  /** Turns the other nodes away, for good; this node's own contexts still find one another. */
  public Future<Void> retire() {
    retired = true;
    ready.clear();
    return Future.join(records.keySet().stream().map(this::renew).toList()).mapEmpty();
  }

  /** Removes every record. */
  public Future<Void> withdraw() {
    ready.clear();
    var withdrawn = List.copyOf(records.values());
    records.clear();
    return Future.join(
            withdrawn.stream()
                .map(record -> discovery.unpublish(record.getRegistration()))
                .toList())
        .mapEmpty();
  }

  /** Says that this node is still there. */
  void renew() {
    for (var context : records.keySet()) {
      var unused = renew(context);
    }
  }

  private synchronized Future<Record> renew(String context) {
    var record = records.get(context);
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
