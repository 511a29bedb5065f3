package mercat.payments;

import java.util.Set;
import java.util.function.BiFunction;
import mercat.contracts.payments.AuthorizePayment;
import mercat.contracts.payments.LedgerBalances;
import mercat.contracts.payments.RefundPayment;
import mercat.payments.sandbox.SandboxProvider;
import mercat.platform.BoundedContext;
import mercat.platform.ContextDefinition;

/** Payments: holds, takes and returns money, on the sandbox provider unless it is given another. */
public final class PaymentsContext implements ContextDefinition {
  private final BiFunction<BoundedContext, PaymentsConfig, PaymentProvider> provider;

  /** Payments on the sandbox provider. */
  public PaymentsContext() {
    this.provider =
        (payments, config) -> new SandboxProvider(payments.withSchema("sandbox"), config);
  }

  /** Payments on a provider that somebody else keeps. */
  public PaymentsContext(PaymentProvider provider) {
    this.provider = (payments, config) -> provider;
  }

  @Override
  public String name() {
    return "payments";
  }

  @Override
  public Set<String> furtherSchemas() {
    return Set.of("sandbox");
  }

  @Override
  public Class<? extends Record> config() {
    return PaymentsConfig.class;
  }

  @Override
  public void start(BoundedContext payments) {
    var config = payments.config(PaymentsConfig.class);
    start(payments, config, provider.apply(payments, config));
  }

  /** Starts the context on a provider. */
  static void start(BoundedContext payments, PaymentsConfig config, PaymentProvider bare) {
    var provider = new MortalProvider(bare);
    var store = new PaymentStore(config);
    var refunds = new RefundStore(config);
    var ledger = new LedgerStore(payments.database());

    var attempting = payments.mailbox("AttemptPayments", new AttemptPayments(store));
    var evidence =
        new EvidenceDesk(
            payments.mailbox(
                "NoteEvidence", new NoteEvidence(store, refunds, ledger, provider.account())));
    var opening = payments.mailbox("OpenRefunds", new OpenRefunds(store, refunds));
    var desk = new ProviderDesk(provider, payments.traces());
    var worker = new DrivePayments(payments, desk, store, refunds, config, evidence, opening);

    payments.answer(
        AuthorizePayment.class,
        new AuthorizePaymentHandler(attempting, evidence, desk, worker, config));
    payments.answer(RefundPayment.class, new RefundPaymentHandler(opening, worker, config));
    payments.answer(
        LedgerBalances.class, (request, call) -> new LedgerBalances.Balances(ledger.balances()));
    payments.serveLog();
    payments.follow("orders", new OrderFollower(store, worker));
    payments.every(config.workEvery(), "drive payments", worker);
  }
}
