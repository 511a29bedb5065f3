package mercat.contracts.orders;

import mercat.contracts.Money;

/**
 * What an order costs: {@code total = subtotal - discount + shipping + tax}, all in one currency.
 */
public record OrderTotals(Money subtotal, Money discount, Money shipping, Money tax, Money total) {}
