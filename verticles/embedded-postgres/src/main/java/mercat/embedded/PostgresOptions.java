package mercat.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How an embedded server is started.
 *
 * @param port on which it listens; 0 for the one it had last time, or any free one
 * @param patience how long a start, recovery included, or a stop may take
 * @param settings of postgresql.conf, over those that Mercat chooses
 * @param binaries where the server's programs are unpacked; empty for a place in the data directory
 */
public record PostgresOptions(
    int port, Duration patience, Map<String, String> settings, Optional<Path> binaries) {
  public PostgresOptions {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("a port is 1 to 65535, or 0 for any");
    }
    settings = Map.copyOf(settings);
  }

  /** Any free port, a minute of patience, Mercat's settings. */
  public static PostgresOptions defaults() {
    return new PostgresOptions(0, Duration.ofMinutes(1), Map.of(), Optional.empty());
  }

  /** The same on this port. */
  public PostgresOptions withPort(int other) {
    return new PostgresOptions(other, patience, settings, binaries);
  }

  /** The same with other settings of postgresql.conf. */
  public PostgresOptions withSettings(Map<String, String> others) {
    return new PostgresOptions(port, patience, others, binaries);
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
    return new PostgresOptions(port, patience, settings, Optional.of(directory));
  }
}
