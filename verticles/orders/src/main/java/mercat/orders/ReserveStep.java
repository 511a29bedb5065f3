package mercat.orders;

import static mercat.platform.Await.await;

import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.orders.Step;
import mercat.orders.domain.Refusal;
import mercat.platform.Call;
import mercat.platform.FailPoint;
import mercat.platform.bus.Bus;

/** Asks inventory to hold every line, or none. */
record ReserveStep(Bus bus) implements CheckoutStep {
  private static final FailPoint BEFORE = FailPoint.named("orders.checkout.before-reserve");
  private static final FailPoint AFTER = FailPoint.named("orders.checkout.after-reserve");

  @Override
  public Step undone() {
    return Step.STOCK;
  }

  @Override
  public Outcome take(StoredOrder order, Call call) {
    BEFORE.reach();
    var reply = await(bus.ask(new ReserveStock(order.id(), order.reservationLines()), call));
    AFTER.reach();
    return switch (reply) {
      case ReserveStock.Reply.Reserved reserved -> new Outcome.Done();
      case ReserveStock.Reply.OutOfStock(var shortages) ->
          new Outcome.Refused(Refusal.outOfStock(shortages));
      case ReserveStock.Reply.AlreadySettled settled -> new Outcome.Superseded();
    };
  }
}
