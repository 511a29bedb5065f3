package mercat.payments;

import io.vertx.core.Future;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import mercat.contracts.Money;
import mercat.payments.domain.ProviderOutcome;

/** Does what it is asked, and counts how often it is asked what became of a charge. */
record CountedProvider(PaymentProvider reliable, AtomicInteger lookUps) implements PaymentProvider {
  @Override
  public String name() {
    return reliable.name();
  }

  @Override
  public Future<ProviderOutcome> authorize(ChargeRequest charge) {
    return reliable.authorize(charge);
  }

  @Override
  public Future<ProviderOutcome> lookUp(UUID key, Money amount) {
    lookUps.incrementAndGet();
    return reliable.lookUp(key, amount);
  }

  @Override
  public Future<Void> capture(UUID key, Money amount) {
    return reliable.capture(key, amount);
  }

  @Override
  public Future<Void> voidCharge(UUID key) {
    return reliable.voidCharge(key);
  }

  @Override
  public Future<Void> refund(UUID refundKey, UUID key, Money amount) {
    return reliable.refund(refundKey, key, amount);
  }
}
