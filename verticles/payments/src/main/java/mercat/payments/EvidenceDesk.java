package mercat.payments;

import io.vertx.core.Future;
import mercat.payments.domain.Payment;
import mercat.payments.domain.Seen;
import mercat.platform.Call;
import mercat.platform.mailbox.Mailbox;

/** Where evidence is handed in. */
final class EvidenceDesk {
  private final Mailbox<Seen, NoteEvidence.Noted> noting;

  EvidenceDesk(Mailbox<Seen, NoteEvidence.Noted> noting) {
    this.noting = noting;
  }

  /** Has the evidence written down; the payment as it is then. */
  Future<Payment> note(Seen seen, Call call) {
    return noting
        .submit(seen, call)
        .compose(noted -> {
          var payment = noted.payment();
          return payment == null ? note(seen.unpresumed(), call) : Future.succeededFuture(payment);
        });
  }
}
