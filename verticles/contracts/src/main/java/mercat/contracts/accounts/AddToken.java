package mercat.contracts.accounts;

import java.util.Set;
import mercat.contracts.Message;
import mercat.contracts.OnceOnly;
import mercat.contracts.Request;
import mercat.contracts.Text;

/**
 * Asks, for staff, for a personal access token. Only its maker ever sees it.
 *
 * @param name of the token, 1 to 64 letters, digits or {@code . _ -}
 * @param scopes at least one
 * @param days for which it is valid, 1 to {@value #DAYS_MAX}
 */
public record AddToken(String name, Set<String> scopes, int days)
    implements Request<AddToken.Reply>, OnceOnly {
  public static final int DAYS_MAX = 366;

  public AddToken {
    if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException("name must be 1 to 64 letters, digits or . _ -");
    }
    if (scopes.isEmpty() || scopes.size() > 50) {
      throw new IllegalArgumentException("scopes must be 1 to 50");
    }
    scopes.forEach(scope -> Text.require("scope", scope, 64));
    scopes = Set.copyOf(scopes);
    if (days < 1 || days > DAYS_MAX) {
      throw new IllegalArgumentException("days must be 1 to " + DAYS_MAX);
    }
  }

  /** Made, or the name is taken, be it by a revoked one. */
  public sealed interface Reply extends Message {
    record Added(Credential token, StaffToken listed) implements Reply {}

    record NameTaken() implements Reply {}
  }
}
