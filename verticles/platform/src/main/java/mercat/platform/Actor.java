package mercat.platform;

import java.util.Set;

/**
 * Who asks, and what they may do.
 *
 * @param id {@code guest}, {@code system}, or the name of an account or staff token
 * @param scopes the roles that the edge has proved
 */
public record Actor(String id, Set<String> scopes) {
  /** Somebody unknown: what they may see depends on what they bring. */
  public static final Actor GUEST = new Actor("guest", Set.of());

  /** Mercat itself. */
  public static final Actor SYSTEM = new Actor("system", Set.of());

  public Actor {
    scopes = Set.copyOf(scopes);
  }

  /** Whether any of the roles is held; {@code admin} holds all. */
  public boolean hasRole(String role) {
    return scopes.contains(role) || scopes.contains("admin");
  }
}
