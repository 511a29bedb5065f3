package mercat.platform.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of a context that is kept apart from the database: what it seals, and the tokens whose
 * digests it keys, are worth nothing to whoever reads only the one or only the other. All nodes
 * have the same.
 */
public final class KeyFile {
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final String SEAL = "AES/GCM/NoPadding";
  private static final String DIGEST = "HmacSHA256";

  private final String section;
  private final SecretKeySpec sealing;
  private final SecretKeySpec digesting;

  /**
   * A key, from which one is derived for each use.
   *
   * @param section of the settings, whose name stands in what is said when it does not fit
   * @param key 32 bytes
   */
  public KeyFile(String section, byte[] key) {
    this.section = section;
    var root = new SecretKeySpec(key, DIGEST);
    this.sealing =
        new SecretKeySpec(digest(root, "seal".getBytes(StandardCharsets.US_ASCII)), "AES");
    this.digesting =
        new SecretKeySpec(digest(root, "digest".getBytes(StandardCharsets.US_ASCII)), DIGEST);
  }

  /**
   * The key that was brought, or that of the file, made when there is none.
   *
   * @param section of the settings, where they are {@code sealing-key} and {@code key-file}
   * @param brought 32 bytes in Base64, or empty
   * @param keyFile a path, or empty
   * @throws SettingsException when there is no key
   */
  public static KeyFile of(String section, Secret brought, String keyFile) {
    return new KeyFile(section, bytes(section, "sealing-key", brought, keyFile));
  }

  /**
   * The 32 bytes of a key for something else.
   *
   * @param setting that brings it, beside {@code key-file}
   * @throws SettingsException when there is no key
   */
  public static byte[] bytes(String section, String setting, Secret brought, String keyFile) {
    var given = brought.value();
    if (!given.isEmpty()) {
      return read(section + "." + setting, given);
    }
    var fileSetting = section + ".key-file";
    if (keyFile.isEmpty()) {
      throw new SettingsException(fileSetting + ": say where the key is, or may be made");
    }
    var file = Path.of(keyFile);
    try {
      if (!Files.exists(file)) {
        make(file);
      }
      return read(fileSetting + ": " + file, Files.readString(file).strip());
    } catch (IOException unreadable) {
      throw new SettingsException(fileSetting + ": cannot use " + file + ": " + unreadable);
    }
  }

  private static byte[] read(String source, String base64) {
    try {
      var key = Base64.getDecoder().decode(base64);
      if (key.length == KEY_BYTES) {
        return key;
      }
    } catch (IllegalArgumentException notBase64) {
      // Nothing of it may be shown.
    }
    throw new SettingsException(source + " holds no key: 32 bytes in Base64 are wanted");
  }

  /** Of those that start at once with one file, the first makes it. */
  private static void make(Path file) throws IOException {
    var key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    var written = SecretFile.writeBeside(file, Base64.getEncoder().encodeToString(key) + "\n");
    try {
      Files.createLink(file, written);
    } catch (FileAlreadyExistsException faster) {
      // It is complete from the moment it is there.
    } finally {
      Files.delete(written);
    }
  }

  /** Seals a secret of the context's own. */
  public byte[] seal(byte[] secret) {
    return seal(secret, "");
  }

  /**
   * The same, for what somebody else keeps.
   *
   * @param kind what is sealed as one kind is opened as no other
   */
  public byte[] seal(byte[] secret, String kind) {
    var nonce = new byte[NONCE_BYTES];
    new SecureRandom().nextBytes(nonce);
    try {
      var sealed = cipher(Cipher.ENCRYPT_MODE, nonce, kind).doFinal(secret);
      return ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }

  /**
   * What was sealed.
   *
   * @throws SettingsException when another key sealed it
   */
  public byte[] open(byte[] sealed) {
    return openAs(sealed, "")
        .orElseThrow(() ->
            new SettingsException(
                section
                    + ".key-file: the key does not open what the database holds; every node needs"
                    + " the one with which the database was first used"));
  }

  /** What was sealed as this kind; nothing when it was not by us. */
  public Optional<byte[]> openAs(byte[] sealed, String kind) {
    if (sealed.length < NONCE_BYTES) {
      return Optional.empty();
    }
    var nonce = Arrays.copyOf(sealed, NONCE_BYTES);
    try {
      var cipher = cipher(Cipher.DECRYPT_MODE, nonce, kind);
      return Optional.of(cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
    } catch (GeneralSecurityException other) {
      return Optional.empty();
    }
  }

  /** HMAC-SHA-256 under this key. */
  public byte[] digest(byte[] of) {
    return digest(digesting, of);
  }

  private Cipher cipher(int mode, byte[] nonce, String kind) throws GeneralSecurityException {
    var cipher = Cipher.getInstance(SEAL);
    cipher.init(mode, sealing, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(kind.getBytes(StandardCharsets.US_ASCII));
    return cipher;
  }

  private static byte[] digest(SecretKeySpec key, byte[] of) {
    try {
      var mac = Mac.getInstance(DIGEST);
      mac.init(key);
      return mac.doFinal(of);
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }
}
