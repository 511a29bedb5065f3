package mercat.payments;

import java.util.List;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.BatchHandler;

/** Takes what is due, and puts it off so that nobody else takes it meanwhile. */
record TakeDue(PaymentStore payments, RefundStore refunds)
    implements BatchHandler<TakeDue.Look, TakeDue.DueWork> {
  /** Asks for so many payments and refunds at most. */
  record Look(int most) {}

  record DueWork(List<PaymentStore.DuePayment> payments, List<RefundStore.DueRefund> refunds) {
    int size() {
      return payments.size() + refunds.size();
    }
  }

  @Override
  public List<DueWork> handle(Tx tx, List<Asked<Look>> batch) {
    return batch.stream().map(asked -> take(tx, asked.request().most())).toList();
  }

  private DueWork take(Tx tx, int most) {
    var due = payments.due(tx, most);
    return new DueWork(due, refunds.due(tx, most - due.size()));
  }
}
