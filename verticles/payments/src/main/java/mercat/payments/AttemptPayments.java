package mercat.payments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mercat.contracts.payments.AuthorizePayment;
import mercat.payments.domain.Payment;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.BatchHandler;
import org.jspecify.annotations.Nullable;

/** Commits that the provider is about to be asked, once per order. */
final class AttemptPayments implements BatchHandler<AuthorizePayment, AttemptPayments.Attempt> {
  private final PaymentStore store;

  AttemptPayments(PaymentStore store) {
    this.store = store;
  }

  /** Null when this request made the attempt, else the payment that an earlier one made. */
  record Attempt(@Nullable Payment earlier) {}

  @Override
  public List<Attempt> handle(Tx tx, List<Asked<AuthorizePayment>> batch) {
    var requests = Asked.requests(batch);
    var claimed = store.claim(tx, requests);
    var earlier =
        claimed.size() == requests.size()
            ? Map.<UUID, Payment>of()
            : store.stored(
                tx, requests.stream().map(request -> request.orderId().value()).toList());
    var attempts = new ArrayList<Attempt>(requests.size());
    for (var request : requests) {
      var id = request.orderId().value();
      attempts.add(new Attempt(claimed.remove(id) ? null : earlier.get(id)));
    }
    return attempts;
  }
}
