package mercat.orders;

import java.util.List;
import java.util.Optional;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.BatchHandler;

/** The last step of checkout: pending orders are decided, each once, whoever comes first. */
record SettleOrders(OrderMoves moves) implements BatchHandler<Settlement, Optional<MovedOrder>> {
  @Override
  public List<Optional<MovedOrder>> handle(Tx tx, List<Asked<Settlement>> batch) {
    var settled = moves.settle(tx, Asked.requests(batch));
    return batch.stream()
        .map(asked -> {
          var settlement = asked.request();
          var moved = Optional.ofNullable(settled.remove(settlement.orderId()));
          moved.ifPresent(order -> tx.append(asked.call(), order.id().value(), settlement.event()));
          return moved;
        })
        .toList();
  }
}
