package mercat.lab.crash;

import java.nio.ByteBuffer;
import java.time.Duration;
import mercat.lab.shop.HookSigner;
import mercat.lab.system.Awaiting;

/** Shows the codes of a second factor (RFC 6238): each once, as a person would. */
final class Authenticator {
  private static final long STEP_SECONDS = 30;
  private static final int BITS = 5;
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final Duration LOOK = Duration.ofMillis(500);

  private String secret = "";
  private long lastStep;

  /** Learns another secret. */
  void learn(String next) {
    secret = next;
    lastStep = 0;
  }

  /** A code that was not shown before; waits for its time, half a minute at most. */
  String code() {
    // A clock may be a step ahead.
    while (step() + 1 <= lastStep) {
      Awaiting.pause(LOOK);
    }
    lastStep = Math.max(step(), lastStep + 1);
    return code(secret, lastStep);
  }

  private static long step() {
    return System.currentTimeMillis() / 1_000 / STEP_SECONDS;
  }

  static String code(String secret, long step) {
    var moment = ByteBuffer.allocate(Long.BYTES).putLong(step).array();
    var hash = HookSigner.hmac("HmacSHA1", bytes(secret), moment);
    int offset = hash[hash.length - 1] & 0xf;
    int number = ByteBuffer.wrap(hash).getInt(offset) & Integer.MAX_VALUE;
    return "%06d".formatted(number % 1_000_000);
  }

  private static byte[] bytes(String base32) {
    var bytes = ByteBuffer.allocate(base32.length() * BITS / Byte.SIZE);
    int held = 0;
    int bits = 0;
    for (int i = 0; i < base32.length(); i++) {
      held = held << BITS | BASE32.indexOf(base32.charAt(i));
      bits += BITS;
      if (bits >= Byte.SIZE) {
        bits -= Byte.SIZE;
        bytes.put((byte) (held >> bits));
        held &= (1 << bits) - 1;
      }
    }
    return bytes.array();
  }
}
