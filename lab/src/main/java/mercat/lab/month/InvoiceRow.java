package mercat.lab.month;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Set;

/** One row of an order file, with the SKU already in its normal form. */
record InvoiceRow(
    long line,
    String invoice,
    String sku,
    String description,
    long quantity,
    BigDecimal unitPrice,
    String customer) {

  /** Fees, postage and corrections that the shop booked as if they were articles. */
  private static final Set<String> NOT_MERCHANDISE =
      Set.of("POST", "D", "C2", "DOT", "M", "BANK CHARGES", "S", "AMAZONFEE", "PADS", "B", "CRUK");

  boolean isMerchandise() {
    return !NOT_MERCHANDISE.contains(sku);
  }

  boolean isOrder() {
    return !invoice.isEmpty() && invoice.chars().allMatch(digit -> digit >= '0' && digit <= '9');
  }

  boolean isReturn() {
    return invoice.startsWith("C") || invoice.startsWith("A");
  }

  /** A sale at a price: what makes its SKU a product of the catalogue. */
  boolean showsProduct() {
    return isMerchandise() && quantity > 0 && unitPrice.signum() > 0;
  }

  long unitPriceMinor() {
    return unitPrice.movePointRight(2).setScale(0, RoundingMode.HALF_UP).longValueExact();
  }

  String buyerEmail() {
    return customer.isEmpty()
        ? "guest-" + invoice + "@example.org"
        : "c" + customer + "@example.org";
  }
}
