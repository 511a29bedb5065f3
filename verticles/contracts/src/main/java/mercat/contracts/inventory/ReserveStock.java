package mercat.contracts.inventory;

import java.util.List;
import mercat.contracts.Line;
import mercat.contracts.Lines;
import mercat.contracts.Message;
import mercat.contracts.OrderId;
import mercat.contracts.Request;
import mercat.contracts.Weighted;
import mercat.contracts.Write;

/**
 * Asks inventory to hold every line of an order until orders settles it: all lines, or none. A
 * repeat answers as before.
 */
public record ReserveStock(OrderId orderId, List<Line> lines)
    implements Request<ReserveStock.Reply>, Write, Weighted {
  public ReserveStock {
    lines = Lines.checked(lines);
  }

  @Override
  public int weight() {
    return lines.size();
  }

  /** A refusal is an answer, not an error: the compiler makes every caller handle each. */
  public sealed interface Reply extends Message {
    record Reserved(OrderId orderId) implements Reply {}

    record OutOfStock(List<Shortage> shortages) implements Reply {
      public OutOfStock {
        shortages = List.copyOf(shortages);
      }
    }

    /**
     * The order was settled before its reservation arrived, or the id was used with other lines.
     */
    record AlreadySettled() implements Reply {}
  }
}
