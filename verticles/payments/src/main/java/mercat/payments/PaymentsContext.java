package mercat.payments;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import mercat.contracts.payments.AuthorizePayment;
import mercat.contracts.payments.LedgerBalances;
import mercat.contracts.payments.ReadPayment;
import mercat.contracts.payments.ReceivePaymentHook;
import mercat.contracts.payments.RefundPayment;
import mercat.payments.sandbox.SandboxHook;
import mercat.payments.sandbox.SandboxProvider;
import mercat.platform.BoundedContext;
import mercat.platform.ContextDefinition;

/** Payments: holds, takes and returns money, on the sandbox provider unless it is given another. */
public final class PaymentsContext implements ContextDefinition {
  private static final Duration READ_SECRETS_EVERY = Duration.ofSeconds(10);

  private final BiFunction<BoundedContext, PaymentsConfig, PaymentProvider> provider;

  /** Payments on the sandbox provider. */
  public PaymentsContext() {
    this((payments, config) -> new SandboxProvider(payments.withSchema("sandbox"), config));
  }

  /** Payments on a provider that somebody else keeps. */
  public PaymentsContext(PaymentProvider provider) {
    this((payments, config) -> provider);
  }

  PaymentsContext(BiFunction<BoundedContext, PaymentsConfig, PaymentProvider> provider) {
    this.provider = provider;
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
    var store = new PaymentStore(config);
    var refunds = new RefundStore(config);
    var ledger = new LedgerStore(payments.database());

    var provider = this.provider.apply(payments, config);
    var traced = new TracedProvider(provider, payments.traces());
    var evidence = new NoteEvidence(payments, store, refunds, ledger, provider.account());
    var opening = payments.mailbox("OpenRefunds", new OpenRefunds(store, refunds));
    var looking = payments.mailbox("TakeDue", new TakeDue(store, refunds));
    var steps = new PaymentSteps(traced, evidence, opening);
    var worker = new DrivePayments(payments, steps, looking, config);

    payments.answer(
        AuthorizePayment.class,
        new AuthorizePaymentHandler(payments, store, traced, evidence, worker, config));
    payments.answer(
        RefundPayment.class, new RefundPaymentHandler(payments, opening, steps, config));
    payments.answer(LedgerBalances.class, ledger::balances);
    payments.answer(ReadPayment.class, new PaymentReader(payments.database()));
    payments.answer(
        ReceivePaymentHook.class,
        new ReceivePaymentHookHandler(payments, store, worker, hooks(payments, config)));
    payments.serveLog();
    payments.follow("orders", new SettlePayments(store, worker));
    payments.every(config.workEvery(), "drive payments", worker::wake);
  }

  /** The hooks of those providers whose secrets are known. */
  private static Map<String, ProviderHooks> hooks(BoundedContext payments, PaymentsConfig config) {
    if (config.sandboxHookSecretsFile().isEmpty()) {
      return Map.of();
    }
    var secrets =
        new HookSecrets(
            "payments.sandbox-hook-secrets-file", Path.of(config.sandboxHookSecretsFile()));
    payments.every(READ_SECRETS_EVERY, "read the secrets of hooks", secrets::readAgain);
    return Map.of("sandbox", new ProviderHooks(secrets, SandboxHook::charge));
  }
}
