package mercat.accounts;

import java.security.SecureRandom;
import java.util.Base64;

/** Bytes as tokens and URLs hold them: Base64 (RFC 4648, 5) without padding. */
final class TokenText {
  private static final int RANDOM_BYTES = 32;

  private TokenText() {}

  static String of(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** A text of 43 letters that nobody can guess. */
  static String random() {
    var bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return of(bytes);
  }
}
