package mercat.contracts;

/**
 * An amount of money.
 *
 * @param amount whole minor units of the currency (pence, cents; yen for JPY)
 * @param currency ISO 4217 code, three capital letters
 */
public record Money(long amount, String currency) {
  public Money {
    if (currency.length() != 3 || !currency.chars().allMatch(c -> c >= 'A' && c <= 'Z')) {
      throw new IllegalArgumentException("currency must be three capital letters");
    }
  }

  /**
   * The sum of this and another amount of the same currency.
   *
   * @throws ArithmeticException when the sum does not fit 64 bits
   */
  public Money plus(Money other) {
    requireSameCurrency(other);
    return new Money(Math.addExact(amount, other.amount), currency);
  }

  /**
   * This amount taken {@code quantity} times.
   *
   * @throws ArithmeticException when the product does not fit 64 bits
   */
  public Money times(long quantity) {
    return new Money(Math.multiplyExact(amount, quantity), currency);
  }

  private void requireSameCurrency(Money other) {
    if (!currency.equals(other.currency)) {
      throw new IllegalArgumentException(
          "currencies differ: " + currency + " and " + other.currency);
    }
  }
}
