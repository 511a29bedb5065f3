package mercat.edge.access;

import java.time.Instant;
import java.util.UUID;
import mercat.platform.Actor;

/**
 * What an access token says that was checked.
 *
 * @param sessionId whose end is its own: a person's, or that of a client of OAuth
 */
record AccessToken(Actor actor, UUID sessionId, Instant expiresAt) {}
