package mercat.lab.system;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mercat.lab.load.ServerAddress;
import mercat.verify.UnreachableException;

/**
 * Where a node of a data directory is found, as it was written down when it was started.
 *
 * @param ops its operations listener
 * @param edge its API, where it hosts the edge
 */
public record NodeAddress(String name, ServerAddress ops, Optional<ServerAddress> edge) {
  /** As {@code up} writes it too. */
  public static final String FILE = "nodes.json";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** All nodes of a data directory; none where no system was started in it. */
  public static List<NodeAddress> in(Path data) {
    var file = data.resolve(FILE);
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      var nodes = new ArrayList<NodeAddress>();
      for (var node : JSON.readTree(file.toFile()).path("nodes")) {
        nodes.add(
            new NodeAddress(
                node.path("name").asText(),
                ServerAddress.of(node.path("ops").asText()),
                Optional.ofNullable(node.get("edge")).map(url -> ServerAddress.of(url.asText()))));
      }
      return nodes;
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new UnreachableException(file + " cannot be read", unreadable);
    }
  }

  /** Writes them down for other commands. */
  public static void write(Path data, List<NodeAddress> nodes) {
    var lines = new ArrayList<Map<String, String>>();
    for (var node : nodes) {
      var line = new LinkedHashMap<String, String>();
      line.put("name", node.name());
      line.put("ops", node.ops().toString());
      node.edge().ifPresent(edge -> line.put("edge", edge.toString()));
      lines.add(line);
    }
    try {
      Files.writeString(data.resolve(FILE), JSON.writeValueAsString(Map.of("nodes", lines)) + "\n");
    } catch (IOException failure) {
      throw new UnreachableException("cannot write into " + data, failure);
    }
  }
}
