package mercat.payments;

import io.vertx.core.Future;
import mercat.contracts.payments.AuthorizePayment;
import mercat.contracts.payments.AuthorizePayment.Reply;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.mailbox.AnswerHandler;
import mercat.platform.mailbox.Mailbox;

/** Holds an order's total at the provider: commit the attempt, ask, commit the outcome. */
final class AuthorizePaymentHandler implements AnswerHandler<AuthorizePayment, Reply> {
  private final Mailbox<AuthorizePayment, AttemptPayments.Attempt> attempting;
  private final Mailbox<Told, Told.Noted> noting;
  private final PaymentProvider provider;

  AuthorizePaymentHandler(
      Mailbox<AuthorizePayment, AttemptPayments.Attempt> attempting,
      Mailbox<Told, Told.Noted> noting,
      PaymentProvider provider) {
    this.attempting = attempting;
    this.noting = noting;
    this.provider = provider;
  }

  @Override
  public Reply answer(AuthorizePayment request, Call call) {
    var earlier = Future.await(attempting.submit(request, call)).earlier();
    if (earlier != null) {
      return asItStands(request, earlier);
    }
    var id = request.orderId().value();
    var charge =
        new PaymentProvider.Charge(id, request.amount(), request.method(), request.token());
    var outcome =
        Future.await(provider.authorize(charge).otherwise(new PaymentProvider.Outcome.Unclear()));
    return Future.await(
        noting.submit(new Told(id, outcome, false), call).map(noted -> reply(outcome)));
  }

  private static Reply reply(PaymentProvider.Outcome outcome) {
    return switch (outcome) {
      case PaymentProvider.Outcome.Approved approved -> new Reply.Authorized();
      case PaymentProvider.Outcome.Refused(var reason) -> new Reply.Declined(reason);
      case PaymentProvider.Outcome.Unclear unclear -> new Reply.InDoubt();
      case PaymentProvider.Outcome.NeverSeen never -> new Reply.InDoubt();
    };
  }

  private static Reply asItStands(AuthorizePayment request, PaymentRow earlier) {
    if (earlier.state().equals("voided")) {
      return new Reply.Declined("order_settled");
    }
    if (!earlier.amount().equals(request.amount())) {
      throw Failure.invalid("order " + request.orderId() + " has a payment of another amount");
    }
    return switch (earlier.state()) {
      case "authorized", "capturing", "captured" -> new Reply.Authorized();
      case "declined" -> new Reply.Declined(earlier.reason());
      default -> new Reply.InDoubt();
    };
  }
}
