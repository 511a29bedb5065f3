package mercat.payments;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.BatchHandler;

/**
 * Takes what is due, and puts it off so that nobody else takes it meanwhile. What is due at a
 * provider that has no room stays as it is.
 */
record TakeDue(PaymentStore payments, RefundStore refunds, PaymentProviders providers)
    implements BatchHandler<TakeDue.Look, TakeDue.DueWork> {
  /** Asks for so many payments and refunds at most. */
  record Look(int most) {}

  /**
   * What was taken.
   *
   * @param isMore whether there may be more for which there is room
   */
  record DueWork(
      List<PaymentStore.DuePayment> payments, List<RefundStore.DueRefund> refunds, boolean isMore) {
    int size() {
      return payments.size() + refunds.size();
    }

    DueWork and(DueWork other) {
      return new DueWork(
          concat(payments, other.payments), concat(refunds, other.refunds), isMore || other.isMore);
    }

    private static <T> List<T> concat(List<T> some, List<T> others) {
      return Stream.concat(some.stream(), others.stream()).toList();
    }
  }

  /**
   * Whose payments are looked at.
   *
   * @param isOfThese whether those of the named providers, or of all others
   */
  record Whose(Set<String> providers, boolean isOfThese) {}

  @Override
  public List<DueWork> handle(Tx tx, List<Asked<Look>> batch) {
    payments.sweep(tx);
    return batch.stream().map(asked -> take(tx, asked.request().most())).toList();
  }

  private DueWork take(Tx tx, int most) {
    var rooms = providers.rooms(most);
    var work = take(tx, new Whose(rooms.keySet(), false), most);
    for (var room : rooms.entrySet()) {
      int left = Math.min(room.getValue(), most - work.size());
      if (left > 0) {
        work = work.and(take(tx, new Whose(Set.of(room.getKey()), true), left));
      }
    }
    return work;
  }

  private DueWork take(Tx tx, Whose whose, int most) {
    var due = payments.due(tx, whose, most);
    var back = refunds.due(tx, whose, most - due.size());
    return new DueWork(due, back, due.size() + back.size() == most);
  }
}
