package mercat.lab.torture;

import java.util.List;

/**
 * What is there when everything has come to rest: the final reads.
 *
 * @param ledgerOff entries that do not sum to zero, and accounts whose balance is not the sum of
 *     their postings
 * @param openPayments payments that have not come to their end
 */
record FinalState(
    List<Order> orders,
    List<Shelf> shelves,
    List<Charge> charges,
    long ledgerOff,
    long openPayments) {

  FinalState {
    orders = List.copyOf(orders);
    shelves = List.copyOf(shelves);
    charges = List.copyOf(charges);
  }

  /**
   * An order.
   *
   * @param sku what it is for
   * @param units how many of it
   * @param confirmed whether it was confirmed once
   */
  record Order(
      String id,
      String key,
      String state,
      String payment,
      boolean confirmed,
      long total,
      String currency,
      String sku,
      long units) {

    ToldOrder told() {
      return new ToldOrder(200, "", id, "", state, payment, total, currency);
    }
  }

  /** What one SKU came to. */
  record Shelf(String sku, long received, long onHand, long reserved) {}

  /**
   * A charge, by the provider's own record.
   *
   * @param state authorized, captured, voided or declined
   */
  record Charge(String key, String order, String state, long amount) {
    boolean isLive() {
      return state.equals("authorized") || state.equals("captured");
    }
  }
}
