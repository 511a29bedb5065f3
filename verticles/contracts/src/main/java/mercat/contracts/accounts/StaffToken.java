package mercat.contracts.accounts;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A personal access token, as it is listed: never with the token itself.
 *
 * @param scopes what it opens, or the roles that it stands for
 * @param expiresAt null when it stays valid until it is revoked
 * @param lastUsedAt to the minute, null when it never was
 */
public record StaffToken(
    String name,
    Set<String> scopes,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant lastUsedAt) {
  public StaffToken {
    scopes = Set.copyOf(scopes);
  }

  /** What stands for the token of a name where names must not stand. */
  public static UUID idOf(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }
}
