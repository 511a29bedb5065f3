package mercat.lab.system;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mercat.lab.load.ServerAddress;

/**
 * Where a node of a data directory is found, as it was written down when it was started.
 *
 * @param ops its operations listener
 * @param edge its API, where it hosts the edge
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record NodeAddress(String name, ServerAddress ops, Optional<ServerAddress> edge) {
  /** As {@code up} writes it too. */
  public static final String FILE = "nodes.json";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private record Nodes(List<NodeAddress> nodes) {}

  /** All nodes of a data directory; none where no system was started in it. */
  public static List<NodeAddress> in(Path data) {
    var file = data.resolve(FILE);
    return Files.exists(file)
        ? Io.get("cannot read " + file, () -> JSON.readValue(file.toFile(), Nodes.class).nodes())
        : List.of();
  }

  public static void write(Path data, List<NodeAddress> nodes) {
    var file = data.resolve(FILE);
    Io.run("cannot write " + file, () -> JSON.writeValue(file.toFile(), new Nodes(nodes)));
  }
}
