package mercat.contracts.accounts;

import java.util.Set;
import mercat.contracts.Message;
import mercat.contracts.Request;

/**
 * Asks accounts whom a bearer token of the back office belongs to.
 *
 * @param sha256 SHA-256 of the token, 64 lower-case hexadecimal digits: the token itself never
 *     travels
 */
public record CheckStaffToken(String sha256) implements Request<CheckStaffToken.Reply> {
  public CheckStaffToken {
    if (sha256.length() != 64) {
      throw new IllegalArgumentException("sha256 must have 64 digits");
    }
  }

  /** Known and valid, or not. */
  public sealed interface Reply extends Message {
    record Staff(String name, Set<String> roles) implements Reply {
      public Staff {
        roles = Set.copyOf(roles);
      }
    }

    record Unknown() implements Reply {}
  }
}
