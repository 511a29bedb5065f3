package mercat.notifications;

import java.math.BigDecimal;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import mercat.contracts.Money;

/** The words of one language, and how it writes numbers and money. */
final class Wording {
  static final List<String> LANGUAGES = List.of("en", "de");

  private static final String BUNDLE = "mercat.notifications.mails";
  private static final int UNKNOWN_DIGITS = 2;

  private final Locale locale;
  private final ResourceBundle words;

  Wording(String language) {
    this.locale = Locale.of(language);
    this.words =
        ResourceBundle.getBundle(
            BUNDLE,
            locale,
            Wording.class.getClassLoader(),
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  String language() {
    return locale.getLanguage();
  }

  /** A text with its gaps filled; what fills them is put on one line. */
  String text(String key, String... gaps) {
    var filled = new Object[gaps.length];
    for (int i = 0; i < gaps.length; i++) {
      filled[i] = OneLine.of(gaps[i]);
    }
    return new MessageFormat(words.getString(key), locale).format(filled);
  }

  boolean has(String key) {
    return words.containsKey(key);
  }

  String number(long number) {
    return NumberFormat.getIntegerInstance(locale).format(number);
  }

  private static Optional<Currency> currency(String code) {
    try {
      return Optional.of(Currency.getInstance(code));
    } catch (IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }

  /** An amount as people write it; with its code where nobody knows the currency. */
  String money(Money money) {
    var known = currency(money.currency());
    int digits = Math.max(0, known.map(Currency::getDefaultFractionDigits).orElse(UNKNOWN_DIGITS));
    var amount = BigDecimal.valueOf(money.amount(), digits);
    var format =
        known.isPresent()
            ? NumberFormat.getCurrencyInstance(locale)
            : NumberFormat.getNumberInstance(locale);
    known.ifPresent(format::setCurrency);
    format.setMinimumFractionDigits(digits);
    format.setMaximumFractionDigits(digits);
    return known.isPresent()
        ? format.format(amount)
        : format.format(amount) + " " + money.currency();
  }
}
