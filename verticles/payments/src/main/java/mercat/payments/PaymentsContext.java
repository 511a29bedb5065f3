package mercat.payments;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
import mercat.payments.stripe.StripeEvent;
import mercat.payments.stripe.StripeProvider;
import mercat.payments.stripe.StripeSignature;
import mercat.platform.BoundedContext;
import mercat.platform.ContextDefinition;
import mercat.platform.Timeouts;

/** Payments: holds, takes and returns money, at the providers that its settings name. */
public final class PaymentsContext implements ContextDefinition {
  private static final Duration READ_SECRETS_EVERY = Duration.ofSeconds(10);

  private final BiFunction<BoundedContext, PaymentsConfig, List<PaymentProvider>> providers;

  /** Payments as the settings say. */
  public PaymentsContext() {
    this(PaymentsContext::configured);
  }

  /** Payments on a provider that somebody else keeps. */
  public PaymentsContext(PaymentProvider provider) {
    this((payments, config) -> List.of(provider));
  }

  PaymentsContext(BiFunction<BoundedContext, PaymentsConfig, List<PaymentProvider>> providers) {
    this.providers = providers;
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

    var all =
        PaymentProviders.of(
            providers.apply(payments, config),
            config.byMethod(),
            payments.traces(),
            new Timeouts(payments.vertx()));
    var evidence = new NoteEvidence(payments, store, refunds, ledger);
    var opening = payments.mailbox("OpenRefunds", new OpenRefunds(all, store, refunds));
    var looking = payments.mailbox("TakeDue", new TakeDue(store, refunds, all));
    var steps = new PaymentSteps(all, evidence, opening);
    var worker = new DrivePayments(payments, steps, looking, config);

    payments.answer(
        AuthorizePayment.class,
        new AuthorizePaymentHandler(payments, store, all, evidence, worker, config));
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

  /**
   * The sandbox, whose payments of before must come to their end, and Stripe where it has a key.
   */
  static List<PaymentProvider> configured(BoundedContext payments, PaymentsConfig config) {
    var providers = new ArrayList<PaymentProvider>();
    providers.add(new SandboxProvider(payments.withSchema("sandbox"), config));
    if (config.stripe().isGiven()) {
      providers.add(new StripeProvider(payments, config.stripe()));
    }
    return providers;
  }

  /** The hooks of those providers whose secrets are known. */
  private static Map<String, ProviderHooks> hooks(BoundedContext payments, PaymentsConfig config) {
    var hooks = new HashMap<String, ProviderHooks>();
    var sandbox = config.sandboxHookSecretsFile();
    if (!sandbox.isEmpty()) {
      var name = "payments.sandbox-hook-secrets-file";
      var secrets = new HookSecrets(name, Path.of(sandbox), SandboxHook::signature);
      hooks.put("sandbox", new ProviderHooks(secrets, SandboxHook::subject));
    }
    var stripe = config.stripeHookSecretsFile();
    if (!stripe.isEmpty()) {
      var name = "payments.stripe-hook-secrets-file";
      var secrets = new HookSecrets(name, Path.of(stripe), StripeSignature::of);
      hooks.put("stripe", new ProviderHooks(secrets, StripeEvent::subject));
    }
    for (var each : hooks.values()) {
      payments.every(READ_SECRETS_EVERY, "read the secrets of hooks", each.secrets()::readAgain);
    }
    return hooks;
  }
}
