package mercat.audit;

import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import mercat.platform.config.KeyFile;
import mercat.platform.config.SettingsException;

/**
 * The Ed25519 key that signs checkpoints. It is kept apart from the database, so that nobody who
 * has only that can sign for what they wrote there.
 */
final class CheckpointKey {
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
    return new CheckpointKey(
        KeyFile.bytes("audit", "signing-key", config.signingKey(), config.keyFile()));
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
