package mercat.accounts;

import static mercat.platform.config.Demand.demand;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import mercat.platform.config.Secret;

/**
 * What accounts may be told.
 *
 * @param tokenFile where the first staff token is written; empty: none is made
 * @param adminToken the first staff token, brought by whoever starts the first node; empty: one is
 *     made
 * @param keyFile where the key is made under which secrets are kept in the database
 * @param sealingKey that key, 32 bytes in Base64, where it is brought rather than made
 * @param issuer who issues access tokens, a URL
 * @param signingKeyAge after which access tokens are signed by another key
 * @param signingKeyNotice what everybody has to hear of a key before it signs
 * @param showLinks whether secret links are shown to operators, for development without a mail
 *     server
 * @param secondFactorRequired whether the roles of staff count only with a second factor
 * @param oidcIssuer the outside provider by which people may sign in, a URL; empty: none
 * @param oidcClientId how that provider knows us
 * @param oidcClientSecret by what it knows that it is us; empty: we have none
 * @param oidcRedirectUris to which front ends it may send a browser back
 * @param hashMemoryKib memory that hashing one password takes
 * @param hashIterations passes over that memory
 */
public record AccountsConfig(
    String tokenFile,
    Secret adminToken,
    String keyFile,
    Secret sealingKey,
    String issuer,
    Duration signingKeyAge,
    Duration signingKeyNotice,
    boolean showLinks,
    boolean secondFactorRequired,
    String oidcIssuer,
    String oidcClientId,
    Secret oidcClientSecret,
    List<String> oidcRedirectUris,
    int hashMemoryKib,
    int hashIterations) {
  private static final int TOKEN_MIN = 32;
  private static final Duration KEY_AGE_MIN = Duration.ofHours(1);

  /** Twice what an edge that hears badly needs to ask for a key that it does not know. */
  private static final Duration KEY_NOTICE_MIN = Duration.ofSeconds(10);

  public AccountsConfig {
    var given = adminToken.value();
    demand(
        given.isEmpty()
            || (given.length() >= TOKEN_MIN && given.chars().allMatch(c -> c > ' ' && c < 0x7f)),
        "admin-token: at least " + TOKEN_MIN + " characters of ASCII without blanks are wanted");
    demand(
        issuer.matches("https?://\\S+") && URI.create(issuer).getHost() != null,
        "issuer: a URL is wanted");
    demand(signingKeyAge.compareTo(KEY_AGE_MIN) >= 0, "signing-key-age: an hour is the least");
    demand(
        signingKeyNotice.compareTo(KEY_NOTICE_MIN) >= 0
            && signingKeyNotice.compareTo(signingKeyAge) <= 0,
        "signing-key-notice: ten seconds are the least, signing-key-age the most");
    var unused = new OidcSettings(oidcIssuer, oidcClientId, oidcClientSecret, oidcRedirectUris);
    demand(
        hashMemoryKib >= 8 && hashMemoryKib <= 1 << 20 && hashIterations >= 1,
        "hash-memory-kib must be 8 to 1048576, hash-iterations positive");
  }

  OidcSettings oidc() {
    return new OidcSettings(oidcIssuer, oidcClientId, oidcClientSecret, oidcRedirectUris);
  }

  public static AccountsConfig defaults() {
    return new AccountsConfig(
        "",
        new Secret(""),
        "",
        new Secret(""),
        "http://localhost:8080",
        Duration.ofDays(30),
        Duration.ofMinutes(2),
        false,
        false,
        "",
        "",
        new Secret(""),
        List.of(),
        19_456,
        2);
  }

  Argon2 argon2() {
    return new Argon2(hashMemoryKib, hashIterations, Passwords.THREADS);
  }
}
