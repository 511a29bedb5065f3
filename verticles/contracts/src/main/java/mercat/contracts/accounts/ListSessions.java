package mercat.contracts.accounts;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Request;

/** Asks for the sessions in which the caller is signed in, oldest first. */
public record ListSessions() implements Request<ListSessions.Listed> {
  public record Listed(List<Session> sessions) implements Message {
    public Listed {
      sessions = List.copyOf(sessions);
    }
  }

  /** A session, from a sign-in on. */
  public record Session(UUID id, Instant createdAt, Instant expiresAt) {}
}
