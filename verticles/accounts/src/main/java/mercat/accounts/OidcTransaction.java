package mercat.accounts;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import mercat.contracts.accounts.Credential;
import mercat.platform.bus.Json;
import mercat.platform.config.KeyFile;

/**
 * What is remembered of a sign-in while the browser is at the provider's; by the front end, sealed.
 *
 * @param state by which the front end knows that the browser comes back from this sign-in
 * @param nonce by which we know that the ID token was made for it
 * @param verifier by which the provider knows that whoever brings the code began it (PKCE)
 */
record OidcTransaction(
    String state, String nonce, String verifier, String redirectUri, Instant expiresAt) {
  static final Duration LIFE = Duration.ofMinutes(10);

  private static final String KIND = "federated sign-in";

  static OidcTransaction begin(String redirectUri, Instant now) {
    return new OidcTransaction(
        TokenText.random(), TokenText.random(), TokenText.random(), redirectUri, now.plus(LIFE));
  }

  /** What the provider is shown of the verifier (RFC 7636, S256). */
  String challenge() {
    return TokenText.of(PersonalAccessTokens.sha256(verifier));
  }

  Credential seal(KeyFile key) {
    var json = Json.write(this).getBytes(StandardCharsets.UTF_8);
    return new Credential(TokenText.of(key.seal(json, KIND)));
  }

  /** The transaction that was sealed, nothing when it was not by us or has expired. */
  static Optional<OidcTransaction> open(Credential sealed, KeyFile key, Instant now) {
    try {
      return key.openAs(Base64.getUrlDecoder().decode(sealed.value()), KIND)
          .map(json -> Json.read(new String(json, StandardCharsets.UTF_8), OidcTransaction.class))
          .filter(transaction -> now.isBefore(transaction.expiresAt()));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
