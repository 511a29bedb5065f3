package mercat.embedded;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How an embedded server is started.
 *
 * @param settings of postgresql.conf, over those that Mercat chooses
 * @param binaries where the server's programs are unpacked; empty for a place in the data directory
 * @param jar brings programs of another version; empty for those that Mercat brings
 */
public record PostgresOptions(
    Map<String, String> settings, Optional<Path> binaries, Optional<Path> jar) {
  /** The system property that names a jar of zonky's with the programs of another version. */
  public static final String JAR = "postgres.jar";

  public PostgresOptions {
    settings = Map.copyOf(settings);
  }

  public static PostgresOptions defaults() {
    return new PostgresOptions(
        Map.of(), Optional.empty(), Optional.ofNullable(System.getProperty(JAR)).map(Path::of));
  }

  public PostgresOptions withSettings(Map<String, String> others) {
    return new PostgresOptions(others, binaries, jar);
  }

  /**
   * The same, listening on a further address of this machine, where every host of its network is
   * asked for a password.
   */
  public PostgresOptions withListen(String address) {
    if (!address.matches("[0-9a-zA-Z.:_-]+")) {
      throw new IllegalArgumentException("not an address: " + address);
    }
    var more = new HashMap<>(settings);
    more.put("listen_addresses", PostgresDirectory.HOST + "," + address);
    return withSettings(more);
  }

  /** The same with programs unpacked into (or found in) another directory. */
  public PostgresOptions withBinaries(Path directory) {
    return new PostgresOptions(settings, Optional.of(directory), jar);
  }
}
