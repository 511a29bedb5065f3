package mercat.platform.database;

import java.util.Map;

/**
 * Every login that a node has to one database.
 *
 * @param login the one that the node was started with
 * @param passwords by role
 */
public record Logins(Login login, Map<String, String> passwords) {
  /** The role that may only read, for {@code verify}. */
  public static final String VERIFY = "mercat_verify";

  public Logins {
    passwords = Map.copyOf(passwords);
  }

  /** The role that owns nothing and may change the rows of one schema. */
  public static String roleOf(String schema) {
    return "mercat_" + schema;
  }

  /**
   * The login of a schema's role.
   *
   * @throws IllegalStateException when its password is not known
   */
  public Login of(String schema) {
    var password = passwords.get(roleOf(schema));
    if (password == null) {
      throw new IllegalStateException("no password for role " + roleOf(schema));
    }
    return login.as(roleOf(schema), password);
  }

  @Override
  public String toString() {
    return login.database() + " at " + login.host() + ":" + login.port();
  }
}
