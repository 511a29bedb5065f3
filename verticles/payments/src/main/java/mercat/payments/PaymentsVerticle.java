package mercat.payments;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import mercat.contracts.payments.AuthorizePayment;
import mercat.contracts.payments.LedgerBalances;
import mercat.contracts.payments.RefundPayment;
import mercat.payments.sandbox.SandboxProvider;
import mercat.platform.BoundedContext;

/** Everything payments answers and follows. */
final class PaymentsVerticle extends VerticleBase {
  private final BoundedContext payments;

  PaymentsVerticle(BoundedContext payments) {
    this.payments = payments;
  }

  @Override
  public Future<?> start() {
    var config = payments.config(PaymentsConfig.class);
    var store = new PaymentStore(config);
    var ledger = new LedgerStore(payments.database());
    var provider = new SandboxProvider(payments.beside("sandbox"), config);

    var attempting = payments.mailbox("AttemptPayments", new AttemptPayments(store));
    var noting = payments.mailbox("NoteOutcomes", new NoteOutcomes(store));
    var refunds = new RefundPaymentHandler(payments, provider, store, ledger);
    var worker = new DrivePayments(payments, provider, store, ledger, noting, refunds);

    payments.every(config.workEvery(), "drive payments", worker);
    return Future.all(
        payments.answer(
            AuthorizePayment.class, new AuthorizePaymentHandler(attempting, noting, provider)),
        payments.answer(RefundPayment.class, refunds),
        payments.answer(
            LedgerBalances.class,
            (request, call) -> new LedgerBalances.Balances(ledger.balances())),
        payments.serveLog(),
        payments.follow("orders", new OrderFollower(store, worker)));
  }
}
