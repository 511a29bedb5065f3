package mercat.payments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import mercat.contracts.payments.AuthorizePayment;
import mercat.payments.domain.Payment;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.BatchHandler;

/**
 * Commits that the provider is about to be asked, once per order. Replies with the payment that an
 * earlier request has made, empty when this one made it.
 */
final class AttemptPayments implements BatchHandler<AuthorizePayment, Optional<Payment>> {
  private final PaymentStore payments;

  AttemptPayments(PaymentStore payments) {
    this.payments = payments;
  }

  @Override
  public List<Optional<Payment>> handle(Tx tx, List<Asked<AuthorizePayment>> batch) {
    var ids = batch.stream().map(asked -> asked.request().orderId().value()).toList();
    var claimed = payments.claim(tx, Asked.requests(batch));
    var earlier = claimed.size() == ids.size() ? Map.<UUID, Payment>of() : payments.find(tx, ids);
    var replies = new ArrayList<Optional<Payment>>(ids.size());
    for (var id : ids) {
      replies.add(claimed.remove(id) ? Optional.empty() : Optional.ofNullable(earlier.get(id)));
    }
    return replies;
  }
}
