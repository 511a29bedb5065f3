package mercat.payments;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import mercat.contracts.Money;
import mercat.contracts.payments.RefundPayment;
import mercat.contracts.payments.RefundPayment.Reply;
import mercat.payments.RefundStore.RefundState;
import mercat.payments.domain.Payment;
import mercat.platform.Call;
import mercat.platform.database.Tx;
import mercat.platform.log.StaffActions;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.BatchHandler;

/** Commits that the provider is about to be asked to return money, once per refund. */
record OpenRefunds(PaymentProviders providers, PaymentStore payments, RefundStore refunds)
    implements BatchHandler<RefundPayment, OpenRefunds.Opened> {
  /** What is to be done about a refund. */
  sealed interface Opened {
    /** This provider is to be asked, for the first time or again. */
    record ToBeAsked(String provider) implements Opened {}

    record ReplyKnown(Reply reply) implements Opened {}
  }

  @Override
  public List<Opened> handle(Tx tx, List<Asked<RefundPayment>> batch) {
    var ids = new TreeSet<UUID>();
    batch.forEach(asked -> ids.add(asked.request().orderId().value()));
    var locked = payments.lock(tx, ids);
    return batch.stream().map(asked -> open(tx, asked, locked)).toList();
  }

  private Opened open(Tx tx, Asked<RefundPayment> asked, Map<UUID, Payment> locked) {
    var request = asked.request();
    var payment = locked.get(request.orderId().value());
    if (payment == null) {
      return new Opened.ReplyKnown(new Reply.Unknown());
    }
    var known = refunds.find(tx, request.refundId());
    if (known.isPresent()) {
      return repeated(request, known.get(), payment);
    }
    var pending = refunds.pending(tx, payment.orderId());
    var refusal = payment.whyNotRefundable(request.amount(), pending);
    if (refusal.isPresent()) {
      return new Opened.ReplyKnown(new Reply.Refused(refusal.get()));
    }
    if (!providers.canMove(payment.provider(), request.amount())) {
      return new Opened.ReplyKnown(
          new Reply.Refused("the provider has no unit for " + request.amount()));
    }
    if (!refunds.claim(tx, request)) {
      return new Opened.ReplyKnown(new Reply.IdReused());
    }
    note(tx, asked.call(), payment, pending, request.amount());
    return new Opened.ToBeAsked(payment.provider());
  }

  /** What was asked to go back, those on their way included, whatever the provider says of it. */
  private static void note(Tx tx, Call call, Payment payment, long pending, Money amount) {
    long before = payment.refunded() + pending;
    StaffActions.note(
        tx,
        call,
        payment.orderId(),
        "refundOrder",
        "order:" + payment.orderId(),
        refunded(before, amount),
        refunded(before + amount.amount(), amount));
  }

  private static Map<String, String> refunded(long inAll, Money amount) {
    return Map.of("refunded", inAll + " " + amount.currency());
  }

  private static Opened repeated(
      RefundPayment request, RefundStore.StoredRefund known, Payment payment) {
    if (!known.asked().equals(request)) {
      return new Opened.ReplyKnown(new Reply.IdReused());
    }
    return known.state() == RefundState.DONE
        ? new Opened.ReplyKnown(new Reply.Refunded(payment.refundedInAll()))
        : new Opened.ToBeAsked(payment.provider());
  }
}
