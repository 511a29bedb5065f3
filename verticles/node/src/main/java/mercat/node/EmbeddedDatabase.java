package mercat.node;

import java.nio.file.Path;
import mercat.platform.database.Login;
import mercat.platform.embedded.EmbeddedPostgres;
import mercat.platform.embedded.EmbeddedPostgresException;
import mercat.platform.embedded.Options;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The PostgreSQL that lives in the data directory. */
final class EmbeddedDatabase implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);

  private final EmbeddedPostgres server;

  private EmbeddedDatabase(EmbeddedPostgres server) {
    this.server = server;
  }

  /**
   * Starts the server of the data directory, or adopts it where it outlived its Mercat.
   *
   * @throws CannotStart when it is in use, of a newer version, or cannot start
   */
  static EmbeddedDatabase start(Path data) {
    return start(data, Options.defaults());
  }

  /** The same with other options. */
  static EmbeddedDatabase start(Path data, Options options) {
    try {
      var server = EmbeddedPostgres.start(data.resolve("postgres"), options);
      server.onRestart(() -> LOG.warn("the embedded database was killed and is up again"));
      return new EmbeddedDatabase(server);
    } catch (EmbeddedPostgresException refused) {
      throw new CannotStart(CannotStart.UNAVAILABLE, String.valueOf(refused.getMessage()), refused);
    }
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
