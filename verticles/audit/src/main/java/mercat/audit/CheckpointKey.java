package mercat.audit;

import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;
import mercat.platform.config.SecretFile;
import mercat.platform.config.SettingsException;

/**
 * The Ed25519 key that signs checkpoints. It is kept apart from the database, so that nobody who
 * has only that can sign for what they wrote there.
 */
final class CheckpointKey {
  private static final int SEED_BYTES = 32;
  private static final String ALGORITHM = "Ed25519";

  private final KeyPair pair;

  /** The key of a seed: the same seed makes the same key (RFC 8032, 5.1.5). */
  CheckpointKey(byte[] seed) {
    try {
      var generator = KeyPairGenerator.getInstance(ALGORITHM);
      generator.initialize(NamedParameterSpec.ED25519, new Seed(seed));
      this.pair = generator.generateKeyPair();
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }

  /** Gives the seed to whoever asks for randomness. */
  private static final class Seed extends SecureRandom {
    @Serial private static final long serialVersionUID = 1;

    private final byte[] seed;

    Seed(byte[] seed) {
      this.seed = seed.clone();
    }

    @Override
    public void nextBytes(byte[] bytes) {
      if (bytes.length != seed.length) {
        throw new IllegalStateException("a seed of " + bytes.length + " bytes is asked for");
      }
      System.arraycopy(seed, 0, bytes, 0, seed.length);
    }
  }

  /**
   * The key that was brought, or that of the file, made when there is none.
   *
   * @throws SettingsException when there is no key
   */
  static CheckpointKey of(AuditConfig config) {
    var given = config.signingKey().value();
    if (!given.isEmpty()) {
      return read("audit.signing-key", given);
    }
    if (config.keyFile().isEmpty()) {
      throw new SettingsException("audit.key-file: say where the key is, or may be made");
    }
    var file = Path.of(config.keyFile());
    try {
      if (!Files.exists(file)) {
        make(file);
      }
      return read("audit.key-file: " + file, Files.readString(file).strip());
    } catch (IOException unreadable) {
      throw new SettingsException("audit.key-file: cannot use " + file + ": " + unreadable);
    }
  }

  private static CheckpointKey read(String source, String base64) {
    try {
      var seed = Base64.getDecoder().decode(base64);
      if (seed.length == SEED_BYTES) {
        return new CheckpointKey(seed);
      }
    } catch (IllegalArgumentException notBase64) {
      // Nothing of it may be shown.
    }
    throw new SettingsException(source + " holds no key: 32 bytes in Base64 are wanted");
  }

  /** Of those that start at once with one file, the first makes it. */
  private static void make(Path file) throws IOException {
    var seed = new byte[SEED_BYTES];
    new SecureRandom().nextBytes(seed);
    var written = SecretFile.writeBeside(file, Base64.getEncoder().encodeToString(seed) + "\n");
    try {
      Files.createLink(file, written);
    } catch (FileAlreadyExistsException faster) {
      // It is complete from the moment it is there.
    } finally {
      Files.delete(written);
    }
  }

  byte[] sign(String statement) {
    try {
      var signature = Signature.getInstance(ALGORITHM);
      signature.initSign(pair.getPrivate());
      signature.update(statement.getBytes(StandardCharsets.UTF_8));
      return signature.sign();
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }

  /** X.509. */
  byte[] publicKey() {
    return pair.getPublic().getEncoded();
  }
}
