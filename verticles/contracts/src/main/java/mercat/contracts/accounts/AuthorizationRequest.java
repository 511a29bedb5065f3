package mercat.contracts.accounts;

import java.util.Set;
import mercat.contracts.Text;

/**
 * What a front end asks for when it sends somebody to sign in (RFC 6749, 4.1.1; RFC 7636, 4.3;
 * OpenID Connect Core, 3.1.2.1). What it does not say is empty.
 *
 * @param challenge of PKCE
 * @param challengeMethod of PKCE, {@code S256}
 * @param nonce what the ID token repeats
 * @param prompt whether somebody may be asked to sign in
 */
public record AuthorizationRequest(
    String responseType,
    String clientId,
    String redirectUri,
    Set<String> scopes,
    String challenge,
    String challengeMethod,
    String nonce,
    String prompt) {
  public AuthorizationRequest {
    Text.require("response_type", responseType, 64);
    Text.require("client_id", clientId, 64);
    Text.require("redirect_uri", redirectUri, 500);
    Text.require("scope", String.join(" ", scopes), 1_000);
    Text.require("code_challenge", challenge, 128);
    Text.require("code_challenge_method", challengeMethod, 64);
    Text.require("nonce", nonce, 255);
    Text.require("prompt", prompt, 64);
    scopes = Set.copyOf(scopes);
  }
}
