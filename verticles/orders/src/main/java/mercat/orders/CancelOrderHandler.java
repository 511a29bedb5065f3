package mercat.orders;

import static mercat.platform.Await.await;

import mercat.contracts.orders.CancelOrder;
import mercat.contracts.orders.CancelOrder.Reply;
import mercat.platform.Call;
import mercat.platform.RequestHandler;
import mercat.platform.mailbox.Mailbox;

/** Lets whom an order belongs to end it. */
final class CancelOrderHandler implements RequestHandler<CancelOrder, Reply> {
  private final Mailbox<CancelOrder, Reply> cancelling;
  private final OrderAccess access;

  CancelOrderHandler(Mailbox<CancelOrder, Reply> cancelling, OrderAccess access) {
    this.cancelling = cancelling;
    this.access = access;
  }

  @Override
  public Reply handle(CancelOrder request, Call call) {
    return access.isGranted(request.orderId(), request.orderToken(), call.actor())
        ? await(cancelling.submit(request, call))
        : new Reply.Unknown();
  }
}
