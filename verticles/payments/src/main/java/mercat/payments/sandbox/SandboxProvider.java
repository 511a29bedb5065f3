package mercat.payments.sandbox;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.UUID;
import mercat.contracts.Money;
import mercat.payments.PaymentProvider;
import mercat.payments.PaymentsConfig;
import mercat.payments.domain.Outcome;
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
 *   <li>{@code tok_declined}, {@code tok_insufficient} and any token it does not know: refused
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
  private final Mailbox<Charge, ChargeStore.Recorded> recording;
  private final Mailbox<ChargeStore.Move, ChargeStore.Moved> moving;
  private final Mailbox<ChargeStore.Return, ChargeStore.Moved> returning;

  /** A provider whose record is kept in the schema {@code sandbox}. */
  public SandboxProvider(BoundedContext sandbox, PaymentsConfig config) {
    this.sandbox = sandbox;
    this.config = config;
    this.charges = new ChargeStore(sandbox.database());
    this.recording =
        sandbox.mailbox("RecordCharges", (tx, batch) -> charges.record(tx, Asked.requests(batch)));
    this.moving =
        sandbox.mailbox("MoveCharges", (tx, batch) -> charges.move(tx, Asked.requests(batch)));
    this.returning =
        sandbox.mailbox("ReturnMoney", (tx, batch) -> charges.giveBack(tx, Asked.requests(batch)));
  }

  @Override
  public String account() {
    return "provider:sandbox";
  }

  @Override
  public Future<Outcome> authorize(Charge charge) {
    return switch (SandboxToken.of(charge.token()).answer()) {
      case AT_ONCE -> recorded(charge);
      case LATE ->
          recorded(charge)
              .compose(outcome -> sandbox.after(config.sandboxSlow()).map(late -> outcome));
      case NEVER ->
          recorded(charge)
              .compose(outcome ->
                  sandbox.after(longerThanAnybodyWaits()).map(late -> new Outcome.Unclear()));
      case UNREACHABLE -> Future.succeededFuture(new Outcome.NeverSeen());
    };
  }

  @Override
  public Future<Outcome> lookUp(UUID key) {
    return charges.lookUp(key, config.sandboxSettle());
  }

  @Override
  public Future<Void> capture(UUID key, Money amount) {
    return move(key, "captured");
  }

  @Override
  public Future<Void> drop(UUID key) {
    return move(key, "voided");
  }

  @Override
  public Future<Void> refund(UUID refundKey, UUID key, Money amount) {
    return returning
        .submit(new ChargeStore.Return(refundKey, key, amount.amount()), call())
        .compose(moved -> done(key, moved));
  }

  private Future<Outcome> recorded(Charge charge) {
    return recording.submit(charge, call()).map(ChargeStore.Recorded::outcome);
  }

  private Duration longerThanAnybodyWaits() {
    return config.providerTimeout().multipliedBy(2);
  }

  private Future<Void> move(UUID key, String target) {
    return moving
        .submit(new ChargeStore.Move(key, target), call())
        .compose(moved -> done(key, moved));
  }

  private static Future<Void> done(UUID key, ChargeStore.Moved moved) {
    return moved.done()
        ? Future.succeededFuture()
        : Future.failedFuture(Failure.invalid("the provider refuses to move charge " + key));
  }

  private static Call call() {
    return Call.bySystem("sandbox", PATIENCE);
  }
}
