package mercat.edge.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.Problem;

/**
 * Refuses the numbers of payment cards wherever they are written, before anything of a request is
 * stored or logged: Mercat knows tokens of the provider only (PCI DSS).
 */
public final class CardNumbers {
  /** A GTIN, which a SKU may be, passes for the number of a card in one case of ten. */
  private static final String SKU = "sku";

  private static final int DIGITS_MIN = 13;
  private static final int DIGITS_MAX = 19;

  /** Groups of digits that are no part of a word, of an id or of a telephone number. */
  private static final Pattern GROUPS =
      Pattern.compile("(?<![\\w+-])\\d[\\d -]*(?<=\\d)(?![\\w-])");

  private static final Pattern GAP = Pattern.compile("[ -]+");

  private CardNumbers() {}

  /**
   * Looks at every text in a value.
   *
   * @param name of the parameter or member that it is
   * @param pointer to it
   * @throws Problem that names the place of the first number, and does not repeat it
   */
  static void refuse(String name, String pointer, JsonNode value) {
    if (value.isTextual() && !name.equals(SKU) && isIn(value.textValue())) {
      throw Problem.of(
          ErrorCode.CARD_NUMBER, pointer + ": the number of a card is taken nowhere; send a token");
    }
    value
        .properties()
        .forEach(member -> {
          var key = member.getKey();
          refuse(key, pointer + "/" + StrictJson.escaped(key), member.getValue());
        });
    for (int i = 0; value.isArray() && i < value.size(); i++) {
      refuse(name, pointer + "/" + i, value.get(i));
    }
  }

  /** Whether a text holds the number of a card. */
  public static boolean isIn(String text) {
    return hasEnoughDigits(text)
        && GROUPS.matcher(text).results().map(MatchResult::group).anyMatch(CardNumbers::hasOne);
  }

  /** Spares almost every text the search: few hold so many digits. */
  private static boolean hasEnoughDigits(String text) {
    int digits = 0;
    for (int i = 0; i < text.length() && digits < DIGITS_MIN; i++) {
      if (text.charAt(i) >= '0' && text.charAt(i) <= '9') {
        digits++;
      }
    }
    return digits == DIGITS_MIN;
  }

  /** Whether some of the groups, one after another, are together the number of a card. */
  private static boolean hasOne(String run) {
    var groups = GAP.split(run, -1);
    for (int first = 0; first < groups.length; first++) {
      var digits = new StringBuilder();
      for (int next = first; next < groups.length && digits.length() < DIGITS_MAX; next++) {
        if (isOne(digits.append(groups[next]))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Thirteen to nineteen digits whose check digit is right (Luhn). */
  private static boolean isOne(CharSequence digits) {
    int length = digits.length();
    int sum = 0;
    for (int i = 0; i < length; i++) {
      int value = (digits.charAt(length - 1 - i) - '0') * (1 + i % 2);
      sum += value > 9 ? value - 9 : value;
    }
    return length >= DIGITS_MIN && length <= DIGITS_MAX && sum % 10 == 0;
  }
}
