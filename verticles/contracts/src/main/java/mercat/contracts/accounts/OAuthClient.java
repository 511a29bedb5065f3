package mercat.contracts.accounts;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * A client of OAuth 2, as it is listed: never with its secret.
 *
 * @param isConfidential whether it has a secret, by which it gets tokens for itself
 * @param redirectUris where people who sign in by it are sent with a code; none for a client that
 *     acts for itself alone
 */
public record OAuthClient(
    String id,
    String name,
    boolean isConfidential,
    Set<String> scopes,
    List<String> redirectUris,
    Instant createdAt) {
  public OAuthClient {
    scopes = Set.copyOf(scopes);
    redirectUris = List.copyOf(redirectUris);
  }
}
