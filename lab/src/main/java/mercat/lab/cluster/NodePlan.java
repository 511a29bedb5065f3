package mercat.lab.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mercat.lab.cluster.Layout.Place;
import mercat.lab.system.ChildProcess;
import mercat.lab.system.SystemLaunch;

/**
 * What one node has to know.
 *
 * @param data its directory
 * @param before words that lead to where it stands
 */
record NodePlan(
    Place place,
    Path data,
    String host,
    int edgePort,
    int opsPort,
    int memberPort,
    int busPort,
    List<String> before) {

  /** Where the others look for it. */
  String member() {
    return host + ":" + memberPort;
  }

  /** Its launch; the settings are left in its directory, for whoever wants to see them. */
  SystemLaunch launch(String members, String databaseUrl, ClusterPlan plan) {
    var settings = data.resolve("node.yaml");
    try {
      Files.createDirectories(data);
      Files.writeString(
          settings,
          """
          cluster:
            name: %s
            host: %s
            port: %d
            bus-port: %d
            members: "%s"
            certificates: "%s"
          """
              .formatted(
                  plan.name(),
                  host,
                  memberPort,
                  busPort,
                  members,
                  plan.data().resolve("certificates").resolve(place.name())));
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot write " + settings, failure);
    }
    var own =
        new ArrayList<>(
            List.of("--cluster", "--node-id", place.name(), "--config", settings.toString()));
    if (!place.contexts().isEmpty()) {
      own.addAll(List.of("--contexts", String.join(",", place.contexts())));
    }
    var words = new ArrayList<>(ChildProcess.ownSession());
    words.addAll(before);
    return new SystemLaunch(
        data,
        host,
        edgePort,
        opsPort,
        Optional.of(databaseUrl),
        new SystemLaunch.Surroundings(words, plan.jvm(), flags(plan, own)));
  }

  /** Flags of one process, after the settings that all have. */
  static List<String> flags(ClusterPlan plan, List<String> own) {
    var flags = new ArrayList<String>();
    plan.configs().forEach(config -> flags.addAll(List.of("--config", config.toString())));
    flags.addAll(List.of("--admin-token-file", plan.tokenFile().toString()));
    flags.addAll(own);
    return flags;
  }
}
