package mercat.notifications;

import java.util.regex.Pattern;

/**
 * Texts that somebody else wrote, such as names, as they stand in a mail: on one line, without what
 * cannot be seen, so that they can neither end a header nor pass for the shop's own words.
 */
final class OneLine {
  private static final Pattern UNSEEN = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}\\s]+");

  private OneLine() {}

  static String of(String text) {
    return UNSEEN.matcher(text).replaceAll(" ").strip();
  }
}
