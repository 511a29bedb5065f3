package mercat.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import mercat.embedded.EmbeddedPostgres;
import mercat.embedded.PostgresOptions;
import mercat.platform.database.Login;
import mercat.platform.database.Logins;
import mercat.platform.database.Preparation;
import org.jspecify.annotations.Nullable;

/** One real server for all tests of this module; each test has a database of its own in it. */
public final class PlatformDatabase {
  private static final AtomicInteger MADE = new AtomicInteger();
  private static @Nullable EmbeddedPostgres server;

  private PlatformDatabase() {}

  /**
   * The role of a fresh database with one schema, {@code probe}, that has only what every schema
   * has.
   */
  public static Login fresh() throws IOException, SQLException {
    var login = admin();
    new Preparation(login).createDatabase("postgres");
    new Preparation(login)
        .prepare(
            List.of("probe"), Map.of(Logins.VERIFY, "verify", Logins.roleOf("probe"), "probe"));
    return login;
  }

  private static synchronized Login admin() throws IOException {
    var running = server;
    if (running == null) {
      var directory = Files.createTempDirectory("mercat-platform");
      running = EmbeddedPostgres.start(directory, PostgresOptions.defaults());
      Runtime.getRuntime().addShutdownHook(new Thread(running::close));
      server = running;
    }
    return new Login(
        running.host(),
        running.port(),
        "probe" + MADE.incrementAndGet(),
        running.superuser(),
        running.password());
  }
}
