package mercat.contracts;

import java.util.UUID;

/**
 * Names one order everywhere.
 *
 * @param value a UUIDv7, chosen by the caller's side of {@code PlaceOrder}
 */
public record OrderId(UUID value) implements Comparable<OrderId> {
  /**
   * The order whose id is written so.
   *
   * @throws IllegalArgumentException when no id is: Java alone would take 1-1-1-1-1 for one
   */
  public static OrderId of(String text) {
    var id = new OrderId(UUID.fromString(text));
    if (!id.toString().equals(text)) {
      throw new IllegalArgumentException("an order's id is a UUID");
    }
    return id;
  }

  @Override
  public int compareTo(OrderId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
