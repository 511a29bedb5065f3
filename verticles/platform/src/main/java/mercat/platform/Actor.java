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

  /** Whether the role is held; {@code admin} holds all. */
  public boolean hasRole(String role) {
    return scopes.contains(role) || scopes.contains("admin");
  }

  /**
   * Lets those pass who hold the role. Called by the context that owns what is to be seen or
   * changed, whatever the edge has checked before.
   *
   * @throws Failure <em>forbidden</em>
   */
  public void requireRole(String role) {
    if (!hasRole(role)) {
      throw Failure.forbidden("the role " + role + " is required");
    }
  }
}
