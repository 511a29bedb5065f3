package mercat.accounts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.BlockPool;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.FixedBlockPool;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106) at one cost, its hashes in the PHC string format. Keeps the memory of hashes
 * for those to come: made anew for each, it is copied by collection after collection, and whoever
 * buys meanwhile waits.
 */
final class Argon2 {
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  /** What a hash fills besides its memory; each of its blocks is a KiB. */
  private static final int WORKING_BLOCKS = 8;

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d+),t=(\\d+),p=1\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

  private final int memoryKib;
  private final int iterations;
  private final BlockPool blocks;

  /**
   * @param memoryKib of one hash
   * @param parallel hashes made at a time whose memory is kept
   */
  Argon2(int memoryKib, int iterations, int parallel) {
    this.memoryKib = memoryKib;
    this.iterations = iterations;
    this.blocks = new FixedBlockPool(parallel * (memoryKib + WORKING_BLOCKS));
  }

  String hash(String password) {
    var salt = random(SALT_BYTES);
    return phc(salt, digest(password, salt, memoryKib, iterations));
  }

  /** The hash of a password that nobody knows, made without hashing. */
  String ofNobody() {
    return phc(random(SALT_BYTES), random(HASH_BYTES));
  }

  /** Whether a hash, of whatever cost, is the password's. Takes the same time for any other. */
  boolean matches(String phc, String password) {
    var parts = parse(phc);
    var decoder = Base64.getDecoder();
    var salt = decoder.decode(parts.group(3));
    int usedKib = Integer.parseInt(parts.group(1));
    int passes = Integer.parseInt(parts.group(2));
    var digest = digest(password, salt, usedKib, passes);
    return MessageDigest.isEqual(digest, decoder.decode(parts.group(4)));
  }

  /** Whether a hash was made at this cost. */
  boolean isCostOf(String phc) {
    var parts = parse(phc);
    return parts.group(1).equals(String.valueOf(memoryKib))
        && parts.group(2).equals(String.valueOf(iterations));
  }

  private static Matcher parse(String phc) {
    var parts = PHC.matcher(phc);
    if (!parts.matches()) {
      throw new IllegalStateException("a stored password hash cannot be read");
    }
    return parts;
  }

  private String phc(byte[] salt, byte[] digest) {
    var encoder = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=1$%s$%s"
        .formatted(
            memoryKib, iterations, encoder.encodeToString(salt), encoder.encodeToString(digest));
  }

  private byte[] digest(String password, byte[] salt, int memoryKib, int iterations) {
    var generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib)
            .withIterations(iterations)
            .withParallelism(1)
            .withSalt(salt)
            .withBlockPool(blocks)
            .build());
    var digest = new byte[HASH_BYTES];
    generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), digest);
    return digest;
  }

  private static byte[] random(int bytes) {
    var random = new byte[bytes];
    RANDOM.nextBytes(random);
    return random;
  }
}
