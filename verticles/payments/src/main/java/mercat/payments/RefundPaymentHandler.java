package mercat.payments;

import static mercat.platform.Await.await;

import java.util.concurrent.TimeUnit;
import mercat.contracts.payments.RefundPayment;
import mercat.contracts.payments.RefundPayment.Reply;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.RequestHandler;
import mercat.platform.mailbox.Mailbox;

/**
 * Returns captured money: commit the refund, ask the provider, commit that it went back. Without
 * the provider's answer the refund is pending, and the worker goes on. For staff of finance.
 */
record RefundPaymentHandler(
    BoundedContext context,
    Mailbox<RefundPayment, OpenRefunds.Opened> opening,
    PaymentSteps steps,
    PaymentsConfig config)
    implements RequestHandler<RefundPayment, Reply> {
  @Override
  public Reply handle(RefundPayment request, Call call) {
    call.actor().requireScope("orders:refund");
    return switch (await(opening.submit(request, call))) {
      case OpenRefunds.Opened.ToBeAsked(var provider) -> askProvider(provider, request, call);
      case OpenRefunds.Opened.ReplyKnown(Reply reply) -> reply;
    };
  }

  /** An answer that comes too late for the caller is recorded all the same. */
  private Reply askProvider(String provider, RefundPayment request, Call call) {
    return await(
        context
            .call(() -> steps.refund(provider, request, call.trace()))
            .timeout(config.providerTimeout().toMillis(), TimeUnit.MILLISECONDS)
            .<Reply>map(payment -> new Reply.Refunded(payment.refundedInAll()))
            .otherwise(new Reply.Pending()));
  }
}
