package mercat.accounts;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import mercat.contracts.accounts.Credential;
import mercat.contracts.accounts.Role;

/** Makes the tokens that requests bear: JWTs (RFC 9068) that whoever has the public keys checks. */
record AccessTokenIssuer(SigningKeyring keys, InstantSource clock, String issuer) {
  static final Duration LIFE = Duration.ofMinutes(10);

  /** Those that a token is for. */
  static final String AUDIENCE = "mercat";

  /** Front ends of the shop itself. */
  private static final String CLIENT = "mercat";

  Credential of(UUID account, UUID session, Set<Role> roles) {
    var key = keys.current();
    var header = new JsonObject().put("typ", "at+jwt").put("alg", "ES256").put("kid", key.kid());
    long now = clock.instant().getEpochSecond();
    var claims =
        new JsonObject()
            .put("iss", issuer)
            .put("aud", AUDIENCE)
            .put("sub", account.toString())
            .put("sid", session.toString())
            .put("jti", UUID.randomUUID().toString())
            .put("iat", now)
            .put("exp", now + LIFE.toSeconds())
            .put("client_id", CLIENT)
            .put("scope", scope(roles));
    return new Credential(key.sign(header.encode(), claims.encode()));
  }

  private static String scope(Set<Role> roles) {
    return roles.stream()
        .flatMap(role -> role.scopes().stream())
        .distinct()
        .sorted()
        .collect(Collectors.joining(" "));
  }
}
