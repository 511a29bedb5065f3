package mercat.lab.shop;

import mercat.verify.Ack;

/**
 * An order as the system last described it.
 *
 * @param token what a guest reads the order with; empty when none was given
 */
public record PlacedOrder(
    String id,
    String status,
    String paymentStatus,
    long totalMinor,
    String currency,
    String token) {
  public boolean isConfirmed() {
    return status.equals("confirmed") || status.equals("closed");
  }

  /** What its client was told under a key. */
  public Ack acknowledged(String key) {
    return new Ack(id, key, totalMinor, currency, status);
  }
}
