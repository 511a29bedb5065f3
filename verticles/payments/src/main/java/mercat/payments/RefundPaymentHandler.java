package mercat.payments;

import static mercat.platform.Await.await;

import java.util.concurrent.TimeUnit;
import mercat.contracts.Money;
import mercat.contracts.payments.RefundPayment;
import mercat.contracts.payments.RefundPayment.Reply;
import mercat.payments.domain.Payment;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.RequestHandler;
import mercat.platform.mailbox.Mailbox;

/**
 * Returns captured money: commit the refund, ask the provider, commit that it went back. Without
 * the provider's answer the refund is pending, and a worker goes on.
 */
final class RefundPaymentHandler implements RequestHandler<RefundPayment, Reply> {
  private final Mailbox<RefundPayment, OpenRefunds.Opened> opening;
  private final DrivePayments worker;
  private final PaymentsConfig config;

  RefundPaymentHandler(
      Mailbox<RefundPayment, OpenRefunds.Opened> opening,
      DrivePayments worker,
      PaymentsConfig config) {
    this.opening = opening;
    this.worker = worker;
    this.config = config;
  }

  @Override
  public Reply handle(RefundPayment request, Call call) {
    return switch (await(opening.submit(request, call))) {
      case OpenRefunds.Opened.Ask ask -> ask(request, call);
      case OpenRefunds.Opened.Answered(Reply reply) -> reply;
      case OpenRefunds.Opened.Conflicting conflicting ->
          throw Failure.invalid("refund " + request.refundId() + " is another refund");
    };
  }

  private Reply ask(RefundPayment request, Call call) {
    return await(
        worker
            .giveBack(request, call.trace())
            .timeout(config.providerTimeout().toMillis(), TimeUnit.MILLISECONDS)
            .<Reply>map(payment -> new Reply.Refunded(refunded(payment)))
            .otherwise(new Reply.Pending()));
  }

  private static Money refunded(Payment payment) {
    return new Money(payment.refunded(), payment.amount().currency());
  }
}
