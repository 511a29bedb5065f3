package mercat.edge.access;

import java.time.Instant;
import java.util.UUID;
import mercat.platform.Actor;
import org.jspecify.annotations.Nullable;

/**
 * What an access token says that was checked.
 *
 * @param sessionId whose end is its own; null for another system's client
 */
record AccessToken(Actor actor, @Nullable UUID sessionId, Instant expiresAt) {}
