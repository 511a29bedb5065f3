package mercat.contracts.inventory;

import mercat.contracts.Message;
import mercat.contracts.Request;
import mercat.contracts.Sku;
import mercat.contracts.Text;
import mercat.contracts.Write;

/**
 * Asks inventory to add a delivery to the shelf. A repeat of the key answers as before.
 *
 * @param key names this delivery of this SKU, 1 to 255 characters
 * @param quantity 1 to {@value #QUANTITY_MAX}
 * @param reason free text of at most 200 characters
 */
public record ReceiveStock(Sku sku, String key, long quantity, String reason)
    implements Request<ReceiveStock.Reply>, Write {
  /** The largest delivery: more than any month of trade, and far from overflow. */
  public static final long QUANTITY_MAX = 1_000_000_000_000L;

  public ReceiveStock {
    if (key.isEmpty()) {
      throw new IllegalArgumentException("key must not be empty");
    }
    Text.require("key", key, 255);
    Text.require("reason", reason, 200);
    reason = Text.trimmed(reason);
    if (quantity < 1 || quantity > QUANTITY_MAX) {
      throw new IllegalArgumentException("quantity must be 1 to " + QUANTITY_MAX);
    }
  }

  /** The level after the delivery, or why it was not taken. */
  public sealed interface Reply extends Message {
    record Received(StockLevel level, boolean repeated) implements Reply {}

    /** The key was used for another quantity or reason. */
    record KeyReused() implements Reply {}
  }
}
