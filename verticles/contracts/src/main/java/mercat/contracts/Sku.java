package mercat.contracts;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A stock keeping unit: what a shop calls one thing it sells.
 *
 * @param value 1 to 64 characters: letters, digits and {@code . _ / -} with inner spaces. It begins
 *     with a letter or a digit, and so does what follows a slash, so that every SKU can stand in a
 *     path as one segment and never reads as another path
 */
public record Sku(String value) implements Comparable<Sku> {
  /** Of its text. */
  public static final int LENGTH_MAX = 64;

  private static final String MARKS = " ._/-";

  public Sku {
    if (!isWellFormed(value)) {
      throw new IllegalArgumentException(
          "a SKU has 1 to 64 letters, digits or . _ / - and begins, also after a slash, with a letter"
              + " or a digit");
    }
  }

  /** The key of events about this SKU: they are kept in order under it. */
  public UUID key() {
    return UUID.nameUUIDFromBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isWellFormed(String value) {
    char before = '/';
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean isLetterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!isLetterOrDigit && (before == '/' || MARKS.indexOf(c) < 0)) {
        return false;
      }
      before = c;
    }
    return before != '/' && before != ' ' && value.length() <= LENGTH_MAX;
  }

  @Override
  public int compareTo(Sku other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
