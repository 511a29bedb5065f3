package mercat.payments.stripe;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import mercat.contracts.payments.ReceivePaymentHook;
import mercat.payments.HookSignature;
import mercat.platform.HookKeys;
import mercat.platform.HookKeys.HookVerdict;

/**
 * How Stripe signs its hooks: {@code Stripe-Signature} holds a time and one or more HMAC-SHA256
 * over that time, a dot and the body, by the endpoint's secret as it is written.
 */
public final class StripeSignature implements HookSignature {
  private static final Pattern SECRET = Pattern.compile("whsec_[\\x21-\\x7e]{24,255}");
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");
  private static final String TIME = "t=";
  private static final String SIGNED = "v1=";
  private static final String ALGORITHM = "HmacSHA256";

  private final List<SecretKeySpec> keys;

  private StripeSignature(List<SecretKeySpec> keys) {
    this.keys = keys;
  }

  /**
   * By one secret or, while another takes its place, two.
   *
   * @throws IllegalArgumentException when there are none, more, or others; it tells nothing of them
   */
  public static StripeSignature of(List<String> secrets) {
    if (secrets.isEmpty() || secrets.size() > HookKeys.KEYS_MAX) {
      throw new IllegalArgumentException("one secret is wanted, or two");
    }
    if (!secrets.stream().allMatch(secret -> SECRET.matcher(secret).matches())) {
      throw new IllegalArgumentException("a secret is whsec_ and 24 to 255 characters");
    }
    return new StripeSignature(secrets.stream().map(StripeSignature::key).toList());
  }

  @Override
  public HookVerdict check(ReceivePaymentHook hook, Instant now) {
    var parts = List.of(hook.signature().split(",", -1));
    var times = parts.stream().filter(part -> part.startsWith(TIME)).toList();
    if (times.size() != 1) {
      return HookVerdict.WRONG_SIGNATURE;
    }
    var time = times.getFirst().substring(TIME.length());
    if (!SECONDS.matcher(time).matches() || !isSigned(time + "." + hook.body(), parts)) {
      return HookVerdict.WRONG_SIGNATURE;
    }
    long seconds = Math.abs(now.getEpochSecond() - Long.parseLong(time));
    return seconds > HookKeys.TOLERANCE.toSeconds() ? HookVerdict.OUT_OF_TIME : HookVerdict.GENUINE;
  }

  /** Looks at every signature by every key, so that the time it takes tells nothing of either. */
  private boolean isSigned(String content, List<String> parts) {
    boolean isSigned = false;
    for (var key : keys) {
      var wanted = (SIGNED + signature(key, content)).getBytes(StandardCharsets.UTF_8);
      for (var part : parts) {
        isSigned |= MessageDigest.isEqual(wanted, part.getBytes(StandardCharsets.UTF_8));
      }
    }
    return isSigned;
  }

  private static SecretKeySpec key(String secret) {
    return new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
  }

  private static String signature(SecretKeySpec key, String content) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }
}
