package mercat.payments;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Money;
import mercat.contracts.payments.PaymentRefunded;
import mercat.contracts.payments.RefundPayment;
import mercat.contracts.payments.RefundPayment.Reply;
import mercat.payments.domain.Entry;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.database.Tx;
import mercat.platform.mailbox.AnswerHandler;
import mercat.platform.mailbox.Mailbox;
import org.jspecify.annotations.Nullable;

/** Returns captured money: commit the refund, ask the provider, post it. */
final class RefundPaymentHandler implements AnswerHandler<RefundPayment, Reply> {
  private final PaymentProvider provider;
  private final PaymentStore store;
  private final LedgerStore ledger;
  private final Mailbox<RefundPayment, Opened> opening;
  private final Mailbox<RefundPayment, Finished> finishing;

  /** Null when the provider is to be asked, else the answer. */
  record Opened(@Nullable Reply answer) implements Message {}

  /** Everything returned for the order so far. */
  record Finished(Money refundedInAll) implements Message {}

  RefundPaymentHandler(
      BoundedContext payments, PaymentProvider provider, PaymentStore store, LedgerStore ledger) {
    this.provider = provider;
    this.store = store;
    this.ledger = ledger;
    this.opening = payments.mailbox("OpenRefunds", this::open);
    this.finishing = payments.mailbox("FinishRefunds", this::finish);
  }

  @Override
  public Reply answer(RefundPayment request, Call call) {
    var answer = Future.await(opening.submit(request, call)).answer();
    return answer == null ? drive(request, call) : answer;
  }

  /** Asks the provider, under the refund's own key, and writes down that it is done. */
  Reply drive(RefundPayment request, Call call) {
    return Future.await(
        provider
            .refund(request.refundId(), request.orderId().value(), request.amount())
            .compose(returned -> finishing.submit(request, call))
            .<Reply>map(finished -> new Reply.Refunded(finished.refundedInAll())));
  }

  private List<Opened> open(Tx tx, List<RefundPayment> batch) {
    return batch.stream().map(request -> open(tx, request)).toList();
  }

  private Opened open(Tx tx, RefundPayment request) {
    var orderId = request.orderId().value();
    var payment = store.lock(tx, orderId).get(orderId);
    var known = store.refundState(tx, request.refundId());
    if (known.equals("done") && payment != null) {
      return new Opened(
          new Reply.Refunded(new Money(payment.refunded(), payment.amount().currency())));
    }
    if (known.equals("sent")) {
      return new Opened(null);
    }
    if (payment == null || !payment.state().equals("captured")) {
      return new Opened(new Reply.Refused("nothing is captured"));
    }
    if (!payment.amount().currency().equals(request.amount().currency())) {
      return new Opened(new Reply.Refused("the payment is in " + payment.amount().currency()));
    }
    long left = payment.amount().amount() - payment.refunded();
    if (request.amount().amount() > left) {
      return new Opened(new Reply.Refused("only " + left + " is left to return"));
    }
    if (store.claimRefund(tx, request)) {
      store.addRefunded(tx, orderId, request.amount().amount());
    }
    return new Opened(null);
  }

  private List<Finished> finish(Tx tx, List<RefundPayment> batch) {
    return batch.stream().map(request -> finish(tx, request)).toList();
  }

  private Finished finish(Tx tx, RefundPayment request) {
    var orderId = request.orderId().value();
    var payment = store.lock(tx, orderId).get(orderId);
    if (payment == null) {
      throw new IllegalStateException("refund without payment: " + request.refundId());
    }
    var inAll = new Money(payment.refunded(), payment.amount().currency());
    Map<UUID, Money> done = store.refundDone(tx, request.refundId());
    if (!done.isEmpty()) {
      ledger.post(tx, Entry.refund(request.refundId(), provider.account(), request.amount()));
      store.closeWhenRefunded(tx, orderId);
      tx.append(
          request,
          orderId,
          new PaymentRefunded(
              request.orderId(), request.refundId(), request.amount(), inAll, payment.amount()));
    }
    return new Finished(inAll);
  }
}
