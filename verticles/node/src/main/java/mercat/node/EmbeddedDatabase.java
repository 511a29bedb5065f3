package mercat.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import mercat.embedded.EmbeddedPostgres;
import mercat.embedded.EmbeddedPostgresException;
import mercat.embedded.PostgresOptions;
import mercat.platform.database.Login;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL that lives in the data directory. The only class of this module that names the
 * embedded-postgres module, so that a node on another database loads nothing of it.
 */
record EmbeddedDatabase(EmbeddedPostgres server) implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);

  /**
   * Starts the server of the data directory, or adopts it where it outlived its Mercat.
   *
   * @throws CannotStart when it is in use, of a newer version, or cannot start
   */
  static EmbeddedDatabase start(Path data) {
    return start(data, PostgresOptions.defaults());
  }

  /**
   * The same for the nodes of many processes.
   *
   * @param listen a further address to listen on; null for this machine only
   */
  static EmbeddedDatabase startForMany(Path data, int connectionsMax, @Nullable String listen) {
    var options =
        PostgresOptions.defaults()
            .withSettings(Map.of("max_connections", String.valueOf(connectionsMax)));
    try {
      return start(data, listen == null ? options : options.withListen(listen));
    } catch (IllegalArgumentException malformed) {
      throw CannotStart.badConfiguration("--listen: " + malformed.getMessage(), malformed);
    }
  }

  private static EmbeddedDatabase start(Path data, PostgresOptions options) {
    try {
      var server =
          EmbeddedPostgres.start(
              data.resolve("postgres"), programs().map(options::withBinaries).orElse(options));
      server.onRestart(() -> LOG.warn("the embedded database was killed and is up again"));
      return new EmbeddedDatabase(server);
    } catch (EmbeddedPostgresException refused) {
      throw CannotStart.unavailable(refused);
    }
  }

  /**
   * The server's programs where the launcher wants them, if any account can run them there: each
   * data directory would spend seconds on unpacking its own.
   */
  private static Optional<Path> programs() {
    return Optional.ofNullable(System.getProperty("mercat.programs"))
        .map(Path::of)
        .filter(EmbeddedDatabase::canBeShared);
  }

  private static boolean canBeShared(Path programs) {
    var parent = programs.getParent();
    return parent != null
        && EmbeddedPostgres.isOpenToAll(parent)
        && Files.isWritable(Files.exists(programs) ? programs : parent);
  }

  /** Who may prepare it. */
  Login admin() {
    return new Login(
        server.host(),
        server.port(),
        DatabaseServer.DATABASE,
        server.superuser(),
        server.password());
  }

  @Override
  public void close() {
    server.close();
  }
}
