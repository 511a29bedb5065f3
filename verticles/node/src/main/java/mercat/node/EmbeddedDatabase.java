package mercat.node;

import java.nio.file.Path;
import mercat.platform.database.Login;

/** The PostgreSQL that lives in the data directory. */
final class EmbeddedDatabase {
  private EmbeddedDatabase() {}

  /** A server of our own that is up. */
  record Running(Login admin, Runnable stop) {
    void close() {
      stop.run();
    }
  }

  /** Starts, adopts or restarts the server of the data directory. */
  static Running start(Path data) {
    throw new CannotStart(CannotStart.UNAVAILABLE, "no embedded server yet in " + data, new IllegalStateException());
  }
}
