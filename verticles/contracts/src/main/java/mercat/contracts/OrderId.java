package mercat.contracts;

import java.util.UUID;

/**
 * Names one order everywhere.
 *
 * @param value a UUIDv7, chosen by the caller's side of {@code PlaceOrder}
 */
public record OrderId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
