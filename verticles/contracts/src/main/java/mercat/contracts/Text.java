package mercat.contracts;

/**
 * The rules that every free text obeys before it reaches a database: so many characters as a person
 * counts them, and none that it cannot store. Blanks around a text are no part of it.
 */
public final class Text {
  private static final String MORE_BLANKS = "\u0085\u200b\u2060\ufeff";

  private Text() {}

  /** The text without the blanks around it: ends of lines and spaces of any width, or of none. */
  public static String trimmed(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isBlank(text.charAt(start))) {
      start++;
    }
    while (end > start && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || MORE_BLANKS.indexOf(c) >= 0;
  }

  /**
   * Checks the text.
   *
   * @throws IllegalArgumentException when it has more than {@code charactersMax} code points, or
   *     holds NUL or a lone surrogate, which PostgreSQL cannot store
   */
  public static void require(String name, String text, int charactersMax) {
    if (text.length() > charactersMax && text.codePointCount(0, text.length()) > charactersMax) {
      throw new IllegalArgumentException(name + " has more than " + charactersMax + " characters");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw new IllegalArgumentException(name + " contains NUL");
      }
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw new IllegalArgumentException(name + " contains half a surrogate pair");
        }
        i++;
      }
    }
  }
}
