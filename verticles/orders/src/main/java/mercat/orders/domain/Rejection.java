package mercat.orders.domain;

import java.util.List;
import java.util.Set;
import mercat.contracts.inventory.Shortage;
import mercat.contracts.orders.PaymentStatus;
import mercat.contracts.orders.Step;

/**
 * Why an order ends before it stood.
 *
 * @param reason a stable word
 * @param detail what the provider said, empty if nothing
 * @param asked the steps that others were asked for and must undo
 */
public record Rejection(
    String reason,
    String detail,
    List<Shortage> shortages,
    Set<Step> asked,
    PaymentStatus paymentStatus) {
  public static final String OUT_OF_STOCK = "out_of_stock";
  public static final String PAYMENT_DECLINED = "payment_declined";
  public static final String PAYMENT_UNRESOLVED = "payment_unresolved";
  public static final String CANCELLED = "cancelled";

  /** A refused reservation holds nothing: nobody has anything to undo. */
  public static Rejection outOfStock(List<Shortage> shortages) {
    return new Rejection(OUT_OF_STOCK, "", shortages, Set.of(), PaymentStatus.NONE);
  }

  /** A declined payment holds nothing, but the stock is held. */
  public static Rejection declined(String detail) {
    return new Rejection(
        PAYMENT_DECLINED, detail, List.of(), Set.of(Step.STOCK), PaymentStatus.DECLINED);
  }

  /** Nobody knows how far it came: everybody must undo. */
  public static Rejection of(String reason, PaymentStatus paymentStatus) {
    return new Rejection(reason, "", List.of(), Set.of(Step.STOCK, Step.PAYMENT), paymentStatus);
  }
}
