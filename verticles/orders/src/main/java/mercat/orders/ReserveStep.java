package mercat.orders;

import static mercat.platform.Await.await;

import mercat.contracts.inventory.ReserveStock;
import mercat.contracts.orders.Step;
import mercat.orders.domain.Refusal;
import mercat.platform.Call;
import mercat.platform.FailPoint;
import mercat.platform.bus.Bus;

/** Asks inventory to hold every line, or none. */
final class ReserveStep implements CheckoutStep {
  private final Bus bus;
  private final FailPoint before = FailPoint.named("orders.checkout.before-reserve");
  private final FailPoint after = FailPoint.named("orders.checkout.after-reserve");

  ReserveStep(Bus bus) {
    this.bus = bus;
  }

  @Override
  public Step undone() {
    return Step.STOCK;
  }

  @Override
  public Outcome take(StoredOrder order, Call call) {
    before.reach();
    var reply = await(bus.ask(new ReserveStock(order.id(), order.reservationLines()), call));
    after.reach();
    return switch (reply) {
      case ReserveStock.Reply.Reserved reserved -> new Outcome.Done();
      case ReserveStock.Reply.OutOfStock(var shortages) ->
          new Outcome.Refused(Refusal.outOfStock(shortages));
      case ReserveStock.Reply.AlreadySettled settled -> new Outcome.Superseded();
    };
  }
}
