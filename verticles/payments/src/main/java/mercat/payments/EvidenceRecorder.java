package mercat.payments;

import io.vertx.core.Future;
import java.util.Optional;
import mercat.payments.domain.Payment;
import mercat.payments.domain.ReceivedEvidence;
import mercat.platform.Call;
import mercat.platform.mailbox.Mailbox;

/** Takes evidence from whoever received it, and has it recorded. */
final class EvidenceRecorder {
  private final Mailbox<ReceivedEvidence, Optional<Payment>> noting;

  EvidenceRecorder(Mailbox<ReceivedEvidence, Optional<Payment>> noting) {
    this.noting = noting;
  }

  /** Records the evidence; the payment as it is then. */
  Future<Payment> record(ReceivedEvidence received, Call call) {
    return noting
        .submit(received, call)
        .compose(payment ->
            payment
                .map(Future::succeededFuture)
                .orElseGet(() -> record(received.unpresumed(), call)));
  }
}
