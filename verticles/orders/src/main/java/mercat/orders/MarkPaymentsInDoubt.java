package mercat.orders;

import java.util.List;
import java.util.Optional;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.BatchHandler;

/**
 * Marks payments in doubt; the processes of their orders give up their leases until the next look.
 */
final class MarkPaymentsInDoubt implements BatchHandler<PaymentInDoubt, Optional<MovedOrder>> {
  private final OrderMoves moves;

  MarkPaymentsInDoubt(OrderMoves moves) {
    this.moves = moves;
  }

  @Override
  public List<Optional<MovedOrder>> handle(Tx tx, List<Asked<PaymentInDoubt>> batch) {
    var doubts = Asked.requests(batch);
    var marked = moves.markInDoubt(tx, doubts);
    return doubts.stream().map(doubt -> Optional.ofNullable(marked.get(doubt.orderId()))).toList();
  }
}
