package mercat.accounts;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import mercat.contracts.accounts.Account;
import mercat.contracts.accounts.Credential;

/** Makes the tokens that requests bear: JWTs (RFC 9068) that whoever has the public keys checks. */
record AccessTokenIssuer(SigningKeyring keys, InstantSource clock, String issuer) {
  static final Duration LIFE = Duration.ofMinutes(10);

  /** Those that a token is for. */
  static final String AUDIENCE = "mercat";

  /** Front ends of the shop that sign in without OAuth. */
  static final String OWN_CLIENT = "mercat";

  /**
   * Somebody who signed in by a client.
   *
   * @param nonce of the client, empty for none
   */
  record SignedIn(Account account, String client, Set<String> scopes, Instant at, String nonce) {}

  Credential of(String subject, UUID session, String client, Set<String> scopes) {
    var claims =
        claims(subject, AUDIENCE)
            .put("sid", session.toString())
            .put("jti", UUID.randomUUID().toString())
            .put("client_id", client)
            .put("scope", String.join(" ", new TreeSet<>(scopes)));
    return signed("at+jwt", claims);
  }

  /** Tells a client who signed in (OpenID Connect Core, 2). Opens nothing. */
  Credential idToken(SignedIn it) {
    var claims =
        claims(it.account().id().toString(), it.client())
            .put("auth_time", it.at().getEpochSecond());
    if (!it.nonce().isEmpty()) {
      claims.put("nonce", it.nonce());
    }
    if (it.scopes().contains("email")) {
      claims
          .put("email", it.account().email().value())
          .put("email_verified", it.account().emailVerified());
    }
    if (it.scopes().contains("profile")) {
      claims.put("name", it.account().name());
    }
    return signed("JWT", claims);
  }

  private JsonObject claims(String subject, String audience) {
    long now = clock.instant().getEpochSecond();
    return new JsonObject()
        .put("iss", issuer)
        .put("aud", audience)
        .put("sub", subject)
        .put("iat", now)
        .put("exp", now + LIFE.toSeconds());
  }

  private Credential signed(String type, JsonObject claims) {
    var key = keys.current();
    var header = new JsonObject().put("typ", type).put("alg", "ES256").put("kid", key.kid());
    return new Credential(key.sign(header.encode(), claims.encode()));
  }
}
