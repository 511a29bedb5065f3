package mercat.lab.torture;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who is there and who serves what, as one node sees it.
 *
 * @param viewer the node
 * @param members the ids of the nodes in its cluster
 */
record TopologyView(String viewer, Set<String> members, List<Entry> entries) {

  TopologyView {
    members = Set.copyOf(members);
    entries = List.copyOf(entries);
  }

  /**
   * One record: a route to a context.
   *
   * @param epoch when the life of the node began that it is of, milliseconds since 1970
   */
  record Entry(String context, String node, long epoch, boolean ready) {}

  static TopologyView of(String viewer, JsonNode topology) {
    var members = new TreeSet<String>();
    topology.path("members").forEach(member -> members.add(member.asText()));
    var entries = new ArrayList<Entry>();
    for (var record : topology.path("contexts")) {
      entries.add(
          new Entry(
              record.path("context").asText(),
              record.path("node").asText(),
              record.path("epoch").asLong(),
              record.path("ready").asBoolean()));
    }
    return new TopologyView(viewer, members, entries);
  }
}
