package mercat.contracts.accounts;

import java.text.Normalizer;
import java.util.Locale;
import mercat.contracts.Text;

/**
 * An e-mail address as somebody wrote it, without the blanks around it, and in Unicode's form C:
 * the same letters are the same address, whichever machine put them together.
 *
 * @param value at most {@value #LENGTH_MAX} characters, with something on both sides of an at sign
 */
public record Email(String value) {
  public static final int LENGTH_MAX = 254;

  public Email {
    value = Normalizer.normalize(Text.trimmed(value), Normalizer.Form.NFC);
    Text.require("email", value, LENGTH_MAX);
    int at = value.lastIndexOf('@');
    if (at < 1 || at == value.length() - 1 || value.chars().anyMatch(Email::isRefused)) {
      throw new IllegalArgumentException("email must be an e-mail address");
    }
  }

  /** How it is compared: two that differ in the case of letters only are one. */
  public String normal() {
    return value.toLowerCase(Locale.ROOT);
  }

  private static boolean isRefused(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c);
  }
}
