package mercat.orders;

import java.util.List;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.BatchHandler;

/**
 * Writes down that payments are in doubt; their processes give up their leases until the next look.
 */
final class NoteDoubts implements BatchHandler<Doubt, Doubt.Noted> {
  private final RecoveryStore store;

  NoteDoubts(RecoveryStore store) {
    this.store = store;
  }

  @Override
  public List<Doubt.Noted> handle(Tx tx, List<Asked<Doubt>> batch) {
    var doubts = Asked.requests(batch);
    doubts.stream()
        .sorted((one, other) -> one.orderId().value().compareTo(other.orderId().value()))
        .forEach(doubt -> store.inDoubt(tx, doubt.orderId(), doubt.epoch()));
    return doubts.stream().map(doubt -> new Doubt.Noted(doubt.orderId())).toList();
  }
}
