package mercat.orders.domain;

import java.util.List;
import mercat.contracts.inventory.Shortage;

/**
 * What the buyer of a rejected order is told, now and at every repeat.
 *
 * @param detail what the provider said, empty if nothing
 * @param shortages what was missing, empty if nothing
 */
public record Refusal(RejectionReason reason, String detail, List<Shortage> shortages) {
  public Refusal {
    shortages = List.copyOf(shortages);
  }

  /** Lines that could not be held. */
  public static Refusal outOfStock(List<Shortage> shortages) {
    return new Refusal(RejectionReason.OUT_OF_STOCK, "", shortages);
  }

  /** A payment that the provider refused. */
  public static Refusal declined(String detail) {
    return new Refusal(RejectionReason.PAYMENT_DECLINED, detail, List.of());
  }

  /** A refusal of which there is nothing more to say. */
  public static Refusal of(RejectionReason reason) {
    return new Refusal(reason, "", List.of());
  }
}
