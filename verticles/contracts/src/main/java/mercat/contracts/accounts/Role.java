package mercat.contracts.accounts;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What somebody is in the shop, and with it the scopes that they hold: the only table of these. */
public enum Role {
  /** Holds what is the caller's own: their account and their orders. */
  CUSTOMER("customer"),

  /** Holds every scope of the staff, those of contexts to come included. */
  ADMIN("admin"),
  CATALOG(
      "products:read",
      "products:write",
      "stock:read",
      "stock:write",
      "promotions:read",
      "promotions:write"),
  SUPPORT(
      "orders:read", "orders:write", "accounts:read", "notifications:read", "notifications:write"),
  FINANCE("orders:refund", "ledger:read");

  /**
   * What somebody lets a client know of who they are (OpenID Connect). Nobody holds these by a
   * role.
   */
  public static final Set<String> IDENTITY = Set.of("openid", "email", "profile");

  private static final Map<String, Role> NAMED =
      Arrays.stream(values())
          .collect(
              Collectors.toUnmodifiableMap(
                  role -> role.name().toLowerCase(Locale.ROOT), role -> role));

  @SuppressWarnings("ImmutableEnumChecker") // it is what Set.of makes
  private final Set<String> scopes;

  Role(String... scopes) {
    this.scopes = Set.of(scopes);
  }

  /** As a token names them. */
  public Set<String> scopes() {
    return scopes;
  }

  /** What all of some roles hold, as tokens name it. */
  public static Set<String> scopes(Set<Role> roles) {
    return roles.stream()
        .flatMap(role -> role.scopes.stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether a scope opens what is somebody's own: a person lends it, nobody gives it away. */
  public static boolean isOwn(String scope) {
    return CUSTOMER.scopes.contains(scope) || IDENTITY.contains(scope);
  }

  /**
   * Whether those who hold some scopes hold another: it is among them, or a role's name that grants
   * it, which is how staff tokens name theirs.
   */
  public static boolean isGranted(Set<String> held, String scope) {
    return held.contains(scope)
        || held.stream().map(NAMED::get).anyMatch(role -> role != null && role.grants(scope));
  }

  private boolean grants(String scope) {
    return this == ADMIN ? !isOwn(scope) : scopes.contains(scope);
  }
}
