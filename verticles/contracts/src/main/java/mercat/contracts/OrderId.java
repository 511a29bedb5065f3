package mercat.contracts;

import java.util.UUID;

/**
 * Names one order everywhere.
 *
 * @param value a UUIDv7, chosen by the caller's side of {@code PlaceOrder}
 */
public record OrderId(UUID value) implements Comparable<OrderId> {
  @Override
  public int compareTo(OrderId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
