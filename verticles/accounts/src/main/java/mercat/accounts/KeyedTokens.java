package mercat.accounts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.UUID;
import mercat.contracts.accounts.Credential;
import mercat.platform.config.KeyFile;

/**
 * Tokens that are made of a row's id and a keyed digest of it (HMAC-SHA-256). Made again whenever
 * they are wanted, stored nowhere.
 *
 * @param kind tokens of one kind open nothing of another
 */
record KeyedTokens(String kind, KeyFile key) {
  Credential of(UUID id) {
    var digest = key.digest((kind + id).getBytes(StandardCharsets.US_ASCII));
    return new Credential(id + "." + TokenText.of(digest));
  }

  /**
   * The id of a token, nothing when it is none of ours. Takes the same time wherever it differs.
   */
  Optional<UUID> idOf(Credential token) {
    var text = token.value();
    try {
      var id = UUID.fromString(text.substring(0, Math.max(0, text.indexOf('.'))));
      boolean isOurs = MessageDigest.isEqual(bytes(of(id)), bytes(token));
      return isOurs ? Optional.of(id) : Optional.empty();
    } catch (IllegalArgumentException noId) {
      return Optional.empty();
    }
  }

  private static byte[] bytes(Credential token) {
    return token.value().getBytes(StandardCharsets.UTF_8);
  }
}
