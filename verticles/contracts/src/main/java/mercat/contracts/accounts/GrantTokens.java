package mercat.contracts.accounts;

import java.util.Set;
import mercat.contracts.Message;
import mercat.contracts.OnceOnly;
import mercat.contracts.Request;
import mercat.contracts.Text;
import org.jspecify.annotations.Nullable;

/**
 * Asks for tokens of a client of OAuth 2 (RFC 6749).
 *
 * @param scopes what they shall open; none for all that can be had
 */
public record GrantTokens(ClientCredentials client, Grant grant, Set<String> scopes)
    implements Request<GrantTokens.Reply>, OnceOnly {
  public GrantTokens {
    Text.require("scope", String.join(" ", scopes), 1_000);
    scopes = Set.copyOf(scopes);
  }

  /** A code is taken once; the exchange of a refresh token may be repeated. */
  @Override
  public boolean usesSomethingUp() {
    return grant instanceof Grant.Code;
  }

  /** Why a client gets tokens. */
  public sealed interface Grant extends Message {
    /** It acts for itself: {@code client_credentials}. */
    record Itself() implements Grant {}

    /** Somebody signed in: {@code authorization_code}, with the verifier of PKCE. */
    record Code(Credential code, String redirectUri, String verifier) implements Grant {
      public Code {
        Text.require("redirect_uri", redirectUri, 500);
        Text.require("code_verifier", verifier, 128);
      }

      @Override
      public String toString() {
        return "Code";
      }
    }

    /** Their session goes on: {@code refresh_token}. */
    record Refresh(Credential refreshToken) implements Grant {}
  }

  /** The tokens, or what is wrong. */
  public sealed interface Reply extends Message {
    /**
     * The tokens.
     *
     * @param expiresIn seconds for which the access token opens anything
     * @param refreshToken null when a client acts for itself
     * @param idToken who signed in (OpenID Connect), where that was asked for
     */
    record Granted(
        Credential accessToken,
        long expiresIn,
        Set<String> scopes,
        @Nullable Credential refreshToken,
        @Nullable Credential idToken)
        implements Reply {
      public Granted {
        scopes = Set.copyOf(scopes);
      }
    }

    record Refused(OAuthError error, String description) implements Reply {}
  }
}
