package mercat.contracts.orders;

import mercat.contracts.Money;
import mercat.contracts.Sku;

/** One line of an order, with name and price as they were when it was placed. */
public record OrderLine(Sku sku, String name, long quantity, Money unitPrice, Money total) {}
