package mercat.orders;

import static mercat.platform.Await.await;

import mercat.contracts.orders.Step;
import mercat.contracts.payments.AuthorizePayment;
import mercat.orders.domain.Refusal;
import mercat.platform.Call;
import mercat.platform.FailPoint;
import mercat.platform.bus.Bus;

/** Asks payments to have the total authorized. */
record AuthorizeStep(Bus bus) implements CheckoutStep {
  private static final FailPoint AFTER = FailPoint.named("orders.checkout.after-authorize");

  @Override
  public Step undone() {
    return Step.PAYMENT;
  }

  @Override
  public Outcome take(StoredOrder order, Call call) {
    var request =
        new AuthorizePayment(
            order.id(), order.total(), order.paymentMethod(), order.paymentToken());
    var reply = await(bus.ask(request, call));
    AFTER.reach();
    return switch (reply) {
      case AuthorizePayment.Reply.Authorized authorized -> new Outcome.Done();
      case AuthorizePayment.Reply.Declined(var detail) ->
          new Outcome.Refused(Refusal.declined(detail));
      case AuthorizePayment.Reply.InDoubt doubt -> new Outcome.InDoubt();
    };
  }
}
