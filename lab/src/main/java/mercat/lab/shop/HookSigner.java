package mercat.lab.shop;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import mercat.lab.load.HttpText;
import mercat.lab.load.ServerAddress;
import mercat.lab.system.Io;

/** Sends hooks as the sandbox provider would, signed as Standard Webhooks has it. */
public final class HookSigner {
  public static final String SIGNATURE = "webhook-signature";

  private static final String PATH = "/v1/hooks/payments/sandbox";
  private static final int KEY_BYTES = 32;

  private final byte[] key = new byte[KEY_BYTES];

  /** One with a secret that nobody else has yet. */
  public HookSigner() {
    new SecureRandom().nextBytes(key);
  }

  /** Writes its secret down for those who are to trust it, which gives the file. */
  public Path writeTo(Path file) {
    Io.write(file, "whsec_" + Base64.getEncoder().encodeToString(key));
    return file.toAbsolutePath();
  }

  /** That something happened to a charge, now. */
  public HttpText hook(ServerAddress edge, String charge) {
    var body = "{\"type\":\"charge.updated\",\"data\":{\"charge\":\"%s\"}}".formatted(charge);
    return hook(edge, "msg_" + charge, System.currentTimeMillis() / 1_000, body);
  }

  /**
   * A hook on its way to an edge.
   *
   * @param id the same for all copies
   * @param seconds since 1970, at which it is said to be sent
   */
  public HttpText hook(ServerAddress edge, String id, long seconds, String body) {
    return HttpText.post(edge, PATH, body)
        .with("webhook-id", id)
        .with("webhook-timestamp", String.valueOf(seconds))
        .with(SIGNATURE, "v1," + hmac(id + "." + seconds + "." + body));
  }

  private String hmac(String content) {
    var code = hmac("HmacSHA256", key, content.getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder().encodeToString(code);
  }

  /** The code by which a key authenticates a content, of an algorithm that every JDK has. */
  public static byte[] hmac(String algorithm, byte[] key, byte[] content) {
    try {
      var mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      return mac.doFinal(content);
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }
}
