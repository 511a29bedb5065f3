package mercat.payments.domain;

import java.util.List;
import java.util.UUID;
import mercat.contracts.Money;

/**
 * One posting of an entry of the ledger.
 *
 * @param sourceId the order of a capture, the refund of a refund
 * @param amount positive into the account, negative out of it
 */
public record Entry(UUID sourceId, String kind, String account, Money amount) {
  private static final String SALES = "sales";

  /** Money came from a buyer: the provider owes it to the shop. */
  public static List<Entry> capture(UUID orderId, String provider, Money amount) {
    return List.of(
        new Entry(orderId, "capture", provider, amount),
        new Entry(orderId, "capture", SALES, amount.times(-1)));
  }

  /** Money went back to a buyer. */
  public static List<Entry> refund(UUID refundId, String provider, Money amount) {
    return List.of(
        new Entry(refundId, "refund", provider, amount.times(-1)),
        new Entry(refundId, "refund", SALES, amount));
  }
}
