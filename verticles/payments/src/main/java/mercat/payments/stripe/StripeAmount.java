package mercat.payments.stripe;

import java.util.Currency;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import mercat.contracts.Money;

/**
 * An amount as Stripe is told it. Its units are those of ISO 4217, with exceptions that its page on
 * currencies lists; what cannot be told exactly is not told at all.
 *
 * @param units of the currency as Stripe counts it
 * @param currency in small letters
 */
record StripeAmount(long units, String currency) {
  /** Whole units only, where ISO 4217 has a hundredth. */
  private static final Set<String> WITHOUT_FRACTION = Set.of("MGA");

  /** Hundredths, where ISO 4217 has whole units; Stripe takes multiples of a hundred. */
  private static final Set<String> IN_HUNDREDTHS = Set.of("ISK");

  /**
   * The page lists it both with and without hundredths: one of the two is a hundred times wrong.
   */
  private static final Set<String> UNCERTAIN = Set.of("UGX");

  private static final int HUNDRED = 100;
  private static final int TEN = 10;
  private static final int THREE_DIGITS = 3;

  /** Empty where Stripe has no units for exactly this amount. */
  static Optional<StripeAmount> of(Money money) {
    var code = money.currency();
    if (money.amount() < 0 || UNCERTAIN.contains(code)) {
      return Optional.empty();
    }
    long amount = money.amount();
    if (WITHOUT_FRACTION.contains(code)) {
      return amount % HUNDRED == 0 ? told(amount / HUNDRED, code) : Optional.empty();
    }
    if (IN_HUNDREDTHS.contains(code)) {
      return amount <= Long.MAX_VALUE / HUNDRED ? told(amount * HUNDRED, code) : Optional.empty();
    }
    // Of three decimals card networks take two: the last must be 0.
    return digits(code) == THREE_DIGITS && amount % TEN != 0
        ? Optional.empty()
        : told(amount, code);
  }

  private static Optional<StripeAmount> told(long units, String code) {
    return Optional.of(new StripeAmount(units, code.toLowerCase(Locale.ROOT)));
  }

  /** What a code that ISO 4217 does not know is worth, Stripe will say. */
  private static int digits(String code) {
    try {
      return Currency.getInstance(code).getDefaultFractionDigits();
    } catch (IllegalArgumentException unknown) {
      return -1;
    }
  }
}
