package mercat.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The server that a session is on.
 *
 * @param major its version
 * @param durabilityOff the first setting by which an acknowledged order could be lost
 * @param mayPrepare whether the session's role may create roles and schemas
 */
record Server(int major, @Nullable String durabilityOff, boolean mayPrepare) {
  /** The oldest that every statement runs on, and the tests. */
  static final int OLDEST = 15;

  /** Since when a column's storage may be said where its table is created. */
  static final int STORAGE_IN_CREATE_TABLE = 16;

  /**
   * Since when a login's hashing can be made short: drawn passwords are not guessed, and it was
   * most of a start's work.
   */
  static final int CHEAP_LOGINS = 16;

  static Server of(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                """
                select current_setting('server_version_num')::int / 10000,
                       (select name from pg_settings
                         where name in ('fsync', 'synchronous_commit', 'full_page_writes')
                           and setting = 'off' limit 1),
                       rolsuper or (rolcreaterole
                                    and has_database_privilege(current_database(), 'create'))
                  from pg_roles where rolname = current_user\
                """)) {
      row.next();
      return new Server(row.getInt(1), row.getString(2), row.getBoolean(3));
    }
  }

  /**
   * Refuses one on which Mercat does not run, or an acknowledged order could be lost.
   *
   * @throws IllegalStateException says why
   */
  void require(Login login) {
    var address = login.host() + ":" + login.port();
    if (major < OLDEST) {
      throw new IllegalStateException(
          "the server at %s is PostgreSQL %d: Mercat needs %d or a later one"
              .formatted(address, major, OLDEST));
    }
    if (durabilityOff != null) {
      throw new IllegalStateException(
          "the server at %s has %s = off: an acknowledged order could be lost."
                  .formatted(address, durabilityOff)
              + " Turn it on, then start again.");
    }
  }
}
