package mercat.payments;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import mercat.contracts.payments.AuthorizePayment;
import mercat.contracts.payments.LedgerBalances;
import mercat.contracts.payments.RefundPayment;
import mercat.platform.BoundedContext;
import mercat.platform.RequestHandler;

/** Everything payments answers and follows. */
final class PaymentsVerticle extends VerticleBase {
  private final BoundedContext payments;
  private final RequestHandler<AuthorizePayment, AuthorizePayment.Reply> authorizePayment;
  private final RequestHandler<RefundPayment, RefundPayment.Reply> refundPayment;
  private final RequestHandler<LedgerBalances, LedgerBalances.Balances> ledgerBalances;
  private final OrderFollower orderFollower;
  private final DrivePayments worker;
  private final PaymentsConfig config;

  PaymentsVerticle(
      BoundedContext payments,
      RequestHandler<AuthorizePayment, AuthorizePayment.Reply> authorizePayment,
      RequestHandler<RefundPayment, RefundPayment.Reply> refundPayment,
      RequestHandler<LedgerBalances, LedgerBalances.Balances> ledgerBalances,
      OrderFollower orderFollower,
      DrivePayments worker,
      PaymentsConfig config) {
    this.payments = payments;
    this.authorizePayment = authorizePayment;
    this.refundPayment = refundPayment;
    this.ledgerBalances = ledgerBalances;
    this.orderFollower = orderFollower;
    this.worker = worker;
    this.config = config;
  }

  @Override
  public Future<?> start() {
    payments.every(config.workEvery(), "drive payments", worker);
    return Future.all(
        payments.answer(AuthorizePayment.class, authorizePayment),
        payments.answer(RefundPayment.class, refundPayment),
        payments.answer(LedgerBalances.class, ledgerBalances),
        payments.serveLog(),
        payments.follow("orders", orderFollower));
  }
}
