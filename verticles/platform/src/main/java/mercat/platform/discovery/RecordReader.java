package mercat.platform.discovery;

import io.vertx.core.Future;
import io.vertx.servicediscovery.Record;
import io.vertx.servicediscovery.ServiceDiscovery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the records of all nodes. One whose node has left the cluster, or has not renewed it for
 * {@value #STALE_MS} ms, is not believed, and is removed by whoever notices.
 */
final class RecordReader {
  private static final Logger LOG = LoggerFactory.getLogger(RecordReader.class);
  private static final long STALE_MS = 30_000;

  private final ServiceDiscovery discovery;
  private final Member self;
  private final Supplier<Set<Member>> members;
  private final boolean isClustered;
  private final Map<String, Sighting> sightings = new ConcurrentHashMap<>();

  /** What a record last said of when it was renewed, and when this node heard it first. */
  private record Sighting(String lastSeen, long heardNanos) {
    boolean isStale() {
      return System.nanoTime() - heardNanos > STALE_MS * 1_000_000;
    }
  }

  RecordReader(
      ServiceDiscovery discovery, Member self, Supplier<Set<Member>> members, boolean isClustered) {
    this.discovery = discovery;
    this.self = self;
    this.members = members;
    this.isClustered = isClustered;
  }

  /** Every record that is believed. */
  Future<List<Record>> read() {
    return discovery
        .getRecords(record -> Directory.TYPE.equals(record.getType()), true)
        .map(this::believed);
  }

  private List<Record> believed(List<Record> records) {
    if (!isClustered) {
      return records;
    }
    var present = members.get();
    var believed = new ArrayList<Record>();
    for (var record : records) {
      if (present.contains(memberOf(record)) && isFresh(record)) {
        believed.add(record);
      } else if (!self.equals(memberOf(record))) {
        remove(record);
      }
    }
    sightings.keySet().retainAll(records.stream().map(Record::getRegistration).toList());
    return believed;
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
            LOG.atDebug()
                .addKeyValue("error", thrown.toString())
                .log("another node has removed it"));
  }
}
