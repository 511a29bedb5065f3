package mercat.contracts.accounts;

import java.util.List;
import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Page;
import mercat.contracts.Request;

/**
 * Asks which sessions were revoked so lately that an access token of theirs may not have expired,
 * ascending by id.
 *
 * @param after the last id of the page before, all zeros for the first page
 * @param limit 1 to {@link #LIMIT_MAX}
 */
public record RevokedSessions(UUID after, int limit) implements Request<RevokedSessions.Listed> {
  public static final int LIMIT_MAX = 10 * Page.LIMIT_MAX;

  public RevokedSessions {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw new IllegalArgumentException("limit must be 1 to " + LIMIT_MAX);
    }
  }

  /** One page; {@code more} tells whether another follows. */
  public record Listed(List<UUID> sessionIds, boolean more) implements Message {
    public Listed {
      sessionIds = List.copyOf(sessionIds);
    }
  }
}
