package mercat.payments.sandbox;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.UUID;
import mercat.contracts.Money;
import mercat.payments.PaymentProvider;
import mercat.payments.PaymentsConfig;
import mercat.platform.BoundedContext;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.mailbox.Mailbox;

/**
 * The provider of the sandbox. What it does with a charge its token says; what it did stands in its
 * own record, which payments cannot touch.
 *
 * <ul>
 *   <li>{@code tok_ok} approved, {@code tok_slow} approved after a while
 *   <li>{@code tok_declined}, {@code tok_insufficient} and any token it does not know: refused
 *   <li>{@code tok_timeout_then_ok}, {@code tok_timeout_then_declined}: recorded, but no answer
 *       comes; a look-up tells once it has settled
 *   <li>{@code tok_unavailable}: the provider is out of reach, nothing is recorded
 * </ul>
 */
public final class SandboxProvider implements PaymentProvider {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final BoundedContext sandbox;
  private final PaymentsConfig config;
  private final Mailbox<Charge, ChargeRecord.Recorded> recording;
  private final Mailbox<ChargeRecord.Move, ChargeRecord.Moved> moving;
  private final Mailbox<ChargeRecord.Return, ChargeRecord.Moved> returning;
  private final ChargeRecord record;

  /** A provider whose record is kept in the schema {@code sandbox}. */
  public SandboxProvider(BoundedContext sandbox, PaymentsConfig config) {
    this.sandbox = sandbox;
    this.config = config;
    this.record = new ChargeRecord(sandbox.database());
    this.recording = sandbox.mailbox("RecordCharges", record::record);
    this.moving = sandbox.mailbox("MoveCharges", record::move);
    this.returning = sandbox.mailbox("ReturnMoney", record::giveBack);
  }

  @Override
  public String account() {
    return "provider:sandbox";
  }

  @Override
  public Future<Outcome> authorize(Charge charge) {
    if (charge.token().equals("tok_unavailable")) {
      return Future.succeededFuture(new Outcome.NeverSeen());
    }
    var recorded = recording.submit(charge, call()).map(ChargeRecord.Recorded::outcome);
    return switch (charge.token()) {
      case "tok_slow" -> recorded.compose(outcome -> after(config.sandboxSlow(), outcome));
      case "tok_timeout_then_ok", "tok_timeout_then_declined" ->
          recorded.compose(outcome -> after(config.sandboxTimeout(), new Outcome.Unclear()));
      default -> recorded;
    };
  }

  @Override
  public Future<Outcome> lookUp(UUID key) {
    return record.lookUp(key, config.sandboxSettle());
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
        .submit(new ChargeRecord.Return(refundKey, key, amount.amount()), call())
        .compose(moved -> done(key, moved));
  }

  private Future<Void> move(UUID key, String state) {
    return moving
        .submit(new ChargeRecord.Move(key, state), call())
        .compose(moved -> done(key, moved));
  }

  private static Future<Void> done(UUID key, ChargeRecord.Moved moved) {
    return moved.done()
        ? Future.succeededFuture()
        : Future.failedFuture(Failure.invalid("the provider refuses to move charge " + key));
  }

  private Future<Outcome> after(Duration pause, Outcome outcome) {
    return sandbox.after(pause).map(passed -> outcome);
  }

  private static Call call() {
    return Call.bySystem("sandbox", PATIENCE);
  }
}
