package mercat.platform;

import java.util.Set;
import java.util.UUID;
import mercat.contracts.accounts.Role;

/**
 * Who asks, and what they may do.
 *
 * @param id {@code guest}, {@code system}, the id of an account or of another system's client, or
 *     the name of a staff token
 * @param scopes that the edge has proved; a role's name stands for the role's
 */
public record Actor(String id, Set<String> scopes) {
  /** Somebody unknown: what they may see depends on what they bring. */
  public static final Actor GUEST = new Actor("guest", Set.of());

  /** Mercat itself. */
  public static final Actor SYSTEM = new Actor("system", Set.of());

  private static final String CUSTOMER = "customer";

  public Actor {
    scopes = Set.copyOf(scopes);
  }

  public boolean hasScope(String scope) {
    return Role.isGranted(scopes, scope);
  }

  /**
   * Lets those pass who hold the scope. Called by the context that owns what is to be seen or
   * changed, whatever the edge has checked before.
   *
   * @throws Failure <em>forbidden</em>
   */
  public void requireScope(String scope) {
    if (!hasScope(scope)) {
      throw Failure.forbidden("the scope " + scope + " is required");
    }
  }

  /** Whether it is somebody who has signed in, and has an account to which things belong. */
  public boolean isCustomer() {
    return hasScope(CUSTOMER);
  }

  /**
   * The id of the account to which what is asked for must belong.
   *
   * @throws Failure <em>forbidden</em> for anybody who has none
   */
  public UUID requireCustomer() {
    return requireOwn(CUSTOMER);
  }

  /**
   * The id of the account of somebody who holds a scope of what is their own.
   *
   * @throws Failure <em>forbidden</em> for anybody else
   */
  public UUID requireOwn(String scope) {
    requireScope(scope);
    try {
      return UUID.fromString(id);
    } catch (IllegalArgumentException noAccount) {
      throw Failure.forbidden("only whoever has an account has things of their own");
    }
  }
}
