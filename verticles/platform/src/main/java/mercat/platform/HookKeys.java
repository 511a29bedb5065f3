package mercat.platform;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys by which webhooks are signed and known, as Standard Webhooks has it: an HMAC-SHA256 over
 * id, timestamp and body, by each of a few keys that count at the same time; to whoever receives
 * it, one is enough.
 */
public final class HookKeys {
  /** How far a timestamp may be from now, into the past or the future. */
  public static final Duration TOLERANCE = Duration.ofMinutes(5);

  /** Keys that count at once: while one takes another's place, both. */
  public static final int KEYS_MAX = 2;

  private static final int BYTES_MIN = 24;
  private static final int BYTES_MAX = 64;
  private static final int FRESH_BYTES = 32;
  private static final String PREFIX = "whsec_";
  private static final String VERSION = "v1,";
  private static final String ALGORITHM = "HmacSHA256";
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");

  private final List<SecretKeySpec> keys;

  private HookKeys(List<SecretKeySpec> keys) {
    this.keys = keys;
  }

  /** What a signature is worth. */
  public enum HookVerdict {
    GENUINE,
    /** By none of the keys, over other bytes, or none at all. */
    WRONG_SIGNATURE,
    /** By one of the keys, but not made just now. */
    OUT_OF_TIME
  }

  /**
   * The keys of one or two secrets.
   *
   * @param secrets each {@code whsec_} and 24 to 64 bytes in Base64
   * @throws IllegalArgumentException when there are none, more, or others; it tells nothing of them
   */
  public static HookKeys of(List<String> secrets) {
    if (secrets.isEmpty() || secrets.size() > KEYS_MAX) {
      throw new IllegalArgumentException("one secret is wanted, or two");
    }
    return new HookKeys(secrets.stream().map(HookKeys::key).toList());
  }

  /** The keys of secrets that {@link #freshSecret} made. */
  public static HookKeys ofBytes(List<byte[]> secrets) {
    return new HookKeys(
        secrets.stream().map(bytes -> new SecretKeySpec(bytes, ALGORITHM)).toList());
  }

  /** A secret that nobody else has yet. */
  public static byte[] freshSecret() {
    var secret = new byte[FRESH_BYTES];
    new SecureRandom().nextBytes(secret);
    return secret;
  }

  /** A secret as both sides write it down. */
  public static String text(byte[] secret) {
    return PREFIX + Base64.getEncoder().encodeToString(secret);
  }

  /** The header {@code webhook-signature}: a signature by each key, a blank between two. */
  public String sign(String id, Instant at, String body) {
    var content = content(id, String.valueOf(at.getEpochSecond()), body);
    return keys.stream().map(key -> signature(key, content)).collect(Collectors.joining(" "));
  }

  private static SecretKeySpec key(String secret) {
    if (secret.startsWith(PREFIX)) {
      try {
        var bytes = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
        if (bytes.length >= BYTES_MIN && bytes.length <= BYTES_MAX) {
          return new SecretKeySpec(bytes, ALGORITHM);
        }
      } catch (IllegalArgumentException notBase64) {
        // Nothing of it may be shown.
      }
    }
    throw new IllegalArgumentException("a secret is whsec_ and 24 to 64 bytes in Base64");
  }

  /**
   * What the signatures of a webhook are worth now.
   *
   * @param signatures as the header holds them, a blank between two; one that counts is enough
   * @param body the same bytes as those that came, once it is UTF-8
   */
  public HookVerdict check(
      String id, String timestamp, String signatures, String body, Instant now) {
    if (id.isEmpty()
        || !SECONDS.matcher(timestamp).matches()
        || !isSigned(content(id, timestamp, body), signatures)) {
      return HookVerdict.WRONG_SIGNATURE;
    }
    long seconds = Math.abs(now.getEpochSecond() - Long.parseLong(timestamp));
    return seconds > TOLERANCE.toSeconds() ? HookVerdict.OUT_OF_TIME : HookVerdict.GENUINE;
  }

  /** Looks at every signature by every key, so that the time it takes tells nothing of either. */
  private boolean isSigned(byte[] content, String signatures) {
    var given = signatures.split(" ", -1);
    boolean isSigned = false;
    for (var key : keys) {
      var wanted = signature(key, content).getBytes(StandardCharsets.UTF_8);
      for (var one : given) {
        isSigned |= MessageDigest.isEqual(wanted, one.getBytes(StandardCharsets.UTF_8));
      }
    }
    return isSigned;
  }

  private static byte[] content(String id, String timestamp, String body) {
    return (id + '.' + timestamp + '.' + body).getBytes(StandardCharsets.UTF_8);
  }

  private static String signature(SecretKeySpec key, byte[] content) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return VERSION + Base64.getEncoder().encodeToString(mac.doFinal(content));
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }
}
