package mercat.contracts.accounts;

import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Write;

/**
 * Begins, for staff, to sign with the next key, and makes one to follow it. A repeat before that
 * key signs changes nothing.
 */
public record RotateSigningKey() implements Request<RotateSigningKey.Rotated>, Write {
  /** The key that signs as soon as everybody knows it. */
  public record Rotated(String kid) implements Message {}
}
