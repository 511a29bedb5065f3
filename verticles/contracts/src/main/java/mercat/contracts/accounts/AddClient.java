package mercat.contracts.accounts;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import mercat.contracts.Message;
import mercat.contracts.OnceOnly;
import mercat.contracts.Request;
import mercat.contracts.Text;
import org.jspecify.annotations.Nullable;

/**
 * Asks, for staff, for a client of OAuth 2. One with redirect URIs is a front end of the shop
 * itself: whoever signs in there is not asked for consent.
 *
 * @param id small letters, digits or {@code . _ -}, the first a letter; at most 32
 * @param isConfidential whether it can keep a secret
 * @param scopes what it may ask for, at least one
 * @param redirectUris compared letter by letter; https, or http to this machine
 */
public record AddClient(
    String id, String name, boolean isConfidential, Set<String> scopes, List<String> redirectUris)
    implements Request<AddClient.Reply>, OnceOnly {
  public static final int REDIRECT_URIS_MAX = 10;

  private static final int URI_MAX = 500;
  private static final int SCOPES_MAX = 20;

  /** Those of loopback interfaces (RFC 8252, 7.3). */
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  public AddClient {
    // Neither the id of an account nor one of Mercat's own names.
    if (!id.matches("(?!(guest|system|mercat)$)[a-z][a-z0-9._-]{0,31}")) {
      throw new IllegalArgumentException(
          "id must be 1 to 32 small letters, digits or . _ -, the first a letter; it is not guest,"
              + " system or mercat");
    }
    name = Text.trimmed(name);
    Text.require("name", name, 200);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("name must not be empty");
    }
    if (scopes.isEmpty() || scopes.size() > SCOPES_MAX) {
      throw new IllegalArgumentException("scopes must be 1 to " + SCOPES_MAX);
    }
    if (!scopes.stream().allMatch(scope -> scope.matches("[a-z:-]{1,32}"))) {
      throw new IllegalArgumentException("scopes must be small letters, : or -, at most 32 each");
    }
    if (redirectUris.size() > REDIRECT_URIS_MAX) {
      throw new IllegalArgumentException("redirectUris must be at most " + REDIRECT_URIS_MAX);
    }
    if (!isConfidential && redirectUris.isEmpty()) {
      throw new IllegalArgumentException("redirectUris must not be empty for a public client");
    }
    redirectUris.forEach(AddClient::requireSafe);
    scopes = Set.copyOf(scopes);
    redirectUris = List.copyOf(redirectUris);
  }

  private static void requireSafe(String text) {
    try {
      var uri = new URI(text);
      var host = uri.getHost();
      boolean isSafe =
          host != null
              && ("https".equals(uri.getScheme())
                  || ("http".equals(uri.getScheme()) && THIS_MACHINE.contains(host)))
              && uri.getRawFragment() == null
              && uri.getRawUserInfo() == null
              && text.length() <= URI_MAX
              && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
      if (isSafe) {
        return;
      }
    } catch (URISyntaxException malformed) {
      // It is refused as any other.
    }
    throw new IllegalArgumentException(
        "redirectUris must be https, or http to this machine, without fragment or user, at most "
            + URI_MAX
            + " characters of ASCII each");
  }

  /** Made, with its secret, if it keeps one; or the id is taken, be it by a revoked one. */
  public sealed interface Reply extends Message {
    record Added(OAuthClient client, @Nullable Credential secret) implements Reply {}

    record IdTaken() implements Reply {}
  }
}
