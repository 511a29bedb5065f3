package mercat.contracts.accounts;

import java.util.List;
import java.util.UUID;
import mercat.contracts.Event;

/** Sessions of an account have ended: their access tokens open nothing more. */
public record SessionsRevoked(UUID accountId, List<UUID> sessionIds) implements Event {
  public SessionsRevoked {
    sessionIds = List.copyOf(sessionIds);
  }
}
