package mercat.platform.database;

import java.util.Map;

/**
 * Every login that a node has to one database.
 *
 * @param login the one that the node was started with
 * @param passwords by role
 */
public record Logins(Login login, Map<String, String> passwords) {
  public Logins {
    passwords = Map.copyOf(passwords);
  }

  /** The login of a schema's role. */
  public Login of(String schema) {
    return as(roles().of(schema));
  }

  /** The login of the role that may only read. */
  public Login verify() {
    return as(roles().verify());
  }

  /** The login that a node can be started with, which changes no schema. */
  public Login node() {
    return as(roles().node());
  }

  private Roles roles() {
    return new Roles(login.database());
  }

  private Login as(String role) {
    var password = passwords.get(role);
    if (password == null) {
      throw new IllegalStateException("no password for role " + role);
    }
    return login.as(role, password);
  }

  @Override
  public String toString() {
    return login.database() + " at " + login.host() + ":" + login.port();
  }
}
