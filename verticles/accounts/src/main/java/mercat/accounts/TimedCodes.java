package mercat.accounts;

import io.vertx.core.Future;
import io.vertx.ext.auth.otp.Authenticator;
import io.vertx.ext.auth.otp.OtpCredentials;
import io.vertx.ext.auth.otp.OtpKey;
import io.vertx.ext.auth.otp.OtpKeyGenerator;
import io.vertx.ext.auth.otp.hotp.HotpAuth;
import io.vertx.ext.auth.otp.hotp.HotpAuthOptions;
import io.vertx.ext.auth.otp.totp.TotpAuth;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;

/**
 * The codes that an authenticator shows (TOTP, RFC 6238): those of HOTP (RFC 4226), counted by the
 * time in steps. Checked as HOTP, for Vert.x's own TOTP knows neither the steps beside today's nor
 * which was used.
 *
 * @param issuer as the authenticator names us
 */
record TimedCodes(InstantSource clock, String issuer) {
  static final Duration STEP = Duration.ofSeconds(30);

  /** Steps that the other clock may be behind or ahead. */
  private static final int DRIFT = 1;

  private static final int DIGITS = 6;
  private static final String ALGORITHM = "SHA1";
  private static final int RECOVERY_BITS = 80;

  /** A secret that nobody has, in Base32. */
  static String freshSecret() {
    return OtpKeyGenerator.create().generate().getKey();
  }

  /** A recovery code that nobody has. */
  static String freshRecoveryCode() {
    return OtpKeyGenerator.create().generate(RECOVERY_BITS).getKey();
  }

  /** A secret as authenticators read it. */
  String uri(String secret, String account) {
    return TotpAuth.create().generateUri(key(secret), issuer, account);
  }

  /**
   * The step whose code it is.
   *
   * @param after the last step that does not count any more
   * @return nothing when it is the code of none that counts now
   */
  OptionalLong stepOf(String secret, String code, long after) {
    long latest = clock.instant().getEpochSecond() / STEP.toSeconds() + DRIFT;
    long before = Math.max(after, latest - 2 * DRIFT - 1);
    if (before >= latest) {
      return OptionalLong.empty();
    }
    var held = new Authenticator().setKey(secret).setAlgorithm(ALGORITHM).setCounter(before);
    int beyondTheFirst = (int) (latest - before - 1);
    var checked =
        HotpAuth.create(new HotpAuthOptions(DIGITS, 0, beyondTheFirst))
            .authenticatorFetcher(whose -> Future.succeededFuture(held))
            .authenticatorUpdater(used -> Future.succeededFuture())
            .authenticate(new OtpCredentials(issuer, code));
    return checked.succeeded() ? OptionalLong.of(held.getCounter()) : OptionalLong.empty();
  }

  private static OtpKey key(String secret) {
    return new OtpKey().setKey(secret).setAlgorithm(ALGORITHM);
  }
}
