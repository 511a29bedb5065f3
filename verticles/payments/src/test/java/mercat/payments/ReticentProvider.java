package mercat.payments;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.UUID;
import mercat.contracts.Money;
import mercat.payments.domain.ProviderOutcome;

/** Does what it is asked, but tells nobody what became of a charge until the test lets it. */
final class ReticentProvider implements PaymentProvider {
  private final PaymentProvider talkative;
  private final Promise<Void> leave;

  ReticentProvider(PaymentProvider talkative, Promise<Void> leave) {
    this.talkative = talkative;
    this.leave = leave;
  }

  @Override
  public String account() {
    return talkative.account();
  }

  @Override
  public Future<ProviderOutcome> authorize(ChargeRequest charge) {
    return withheld(talkative.authorize(charge));
  }

  @Override
  public Future<ProviderOutcome> lookUp(UUID key) {
    return withheld(talkative.lookUp(key));
  }

  @Override
  public Future<Void> capture(UUID key, Money amount) {
    return talkative.capture(key, amount);
  }

  @Override
  public Future<Void> voidCharge(UUID key) {
    return talkative.voidCharge(key);
  }

  @Override
  public Future<Void> refund(UUID refundKey, UUID key, Money amount) {
    return talkative.refund(refundKey, key, amount);
  }

  private <T> Future<T> withheld(Future<T> outcome) {
    return leave.future().compose(given -> outcome);
  }
}
