package mercat.payments.sandbox;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.UUID;
import mercat.contracts.Money;
import mercat.payments.PaymentProvider;
import mercat.payments.PaymentsConfig;
import mercat.payments.domain.ProviderOutcome;
import mercat.payments.sandbox.ChargeStore.ChargeMove;
import mercat.payments.sandbox.ChargeStore.ChargeRefund;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.mailbox.Asked;
import mercat.platform.mailbox.Mailbox;

/**
 * The provider of the sandbox. What it does with a charge its token says; what it did stands in its
 * own record, which payments cannot touch.
 *
 * <ul>
 *   <li>{@code tok_ok} approved, {@code tok_slow} approved after a while
 *   <li>{@code tok_declined}, {@code tok_insufficient} and any token it does not know: declined
 *   <li>{@code tok_timeout_then_ok}, {@code tok_timeout_then_declined}: recorded, but no answer
 *       comes; a look-up tells once the charge has settled
 *   <li>{@code tok_unavailable}: the provider is out of reach, nothing is recorded
 * </ul>
 */
public final class SandboxProvider implements PaymentProvider {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final BoundedContext sandbox;
  private final PaymentsConfig config;
  private final ChargeStore charges;
  private final Mailbox<ChargeRequest, ProviderOutcome> recording;
  private final Mailbox<ChargeMove, Boolean> moving;
  private final Mailbox<ChargeRefund, Boolean> refunding;

  /** A provider whose record is kept in the schema {@code sandbox}. */
  public SandboxProvider(BoundedContext sandbox, PaymentsConfig config) {
    this.sandbox = sandbox;
    this.config = config;
    this.charges = new ChargeStore(sandbox.database());
    this.recording =
        sandbox.mailbox("RecordCharges", (tx, batch) -> charges.record(tx, Asked.requests(batch)));
    this.moving =
        sandbox.mailbox("MoveCharges", (tx, batch) -> charges.move(tx, Asked.requests(batch)));
    this.refunding =
        sandbox.mailbox("RefundCharges", (tx, batch) -> charges.refund(tx, Asked.requests(batch)));
  }

  @Override
  public String name() {
    return "sandbox";
  }

  @Override
  public Future<ProviderOutcome> authorize(ChargeRequest charge) {
    return switch (SandboxToken.of(charge.token()).behaviour()) {
      case PROMPT -> recorded(charge);
      case SLOW ->
          recorded(charge)
              .compose(outcome -> sandbox.after(config.sandboxSlow()).map(late -> outcome));
      case SILENT ->
          recorded(charge)
              .compose(outcome ->
                  sandbox
                      .after(config.providerTimeout().multipliedBy(2)) // longer than anybody waits
                      .map(late -> new ProviderOutcome.Unclear()));
      case UNREACHABLE -> Future.succeededFuture(new ProviderOutcome.NeverSeen());
    };
  }

  @Override
  public Future<ProviderOutcome> lookUp(UUID key, Money amount) {
    return charges.lookUp(key, config.sandboxSettle());
  }

  @Override
  public Future<Void> capture(UUID key, Money amount) {
    return move(key, ChargeState.CAPTURED);
  }

  @Override
  public Future<Void> voidCharge(UUID key) {
    return move(key, ChargeState.VOIDED);
  }

  @Override
  public Future<Void> refund(UUID refundKey, UUID key, Money amount) {
    return refunding
        .submit(new ChargeRefund(refundKey, key, amount.amount()), call())
        .compose(done -> required(key, done));
  }

  private Future<ProviderOutcome> recorded(ChargeRequest charge) {
    return recording.submit(charge, call());
  }

  private Future<Void> move(UUID key, ChargeState target) {
    return moving.submit(new ChargeMove(key, target), call()).compose(done -> required(key, done));
  }

  private static Future<Void> required(UUID key, boolean isDone) {
    return isDone
        ? Future.succeededFuture()
        : Future.failedFuture(Failure.invalid("the provider refuses to move charge " + key));
  }

  private static Call call() {
    return Call.bySystem("sandbox", PATIENCE);
  }
}
