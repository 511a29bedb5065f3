package mercat.payments;

import io.vertx.core.Future;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import mercat.contracts.Money;
import mercat.payments.domain.ProviderOutcome;
import mercat.platform.Failure;

/**
 * Does what it is asked, but loses the answer to the first call of a kind about each key, or tells
 * nobody what became of a charge until the test lets it.
 */
final class UnreliableProvider implements PaymentProvider {
  private final PaymentProvider reliable;
  private final String lost;
  private final Future<?> leave;
  private final Set<UUID> answersLost = ConcurrentHashMap.newKeySet();

  private UnreliableProvider(PaymentProvider reliable, String lost, Future<?> leave) {
    this.reliable = reliable;
    this.lost = lost;
    this.leave = leave;
  }

  static PaymentProvider losing(String call, PaymentProvider reliable) {
    return new UnreliableProvider(reliable, call, Future.succeededFuture());
  }

  static PaymentProvider silentUntil(Future<?> leave, PaymentProvider reliable) {
    return new UnreliableProvider(reliable, "", leave);
  }

  @Override
  public String name() {
    return reliable.name();
  }

  @Override
  public Future<ProviderOutcome> authorize(ChargeRequest charge) {
    var outcome = reliable.authorize(charge);
    return answer("authorize", charge.key(), leave.compose(given -> outcome));
  }

  @Override
  public Future<ProviderOutcome> lookUp(UUID key, Money amount) {
    var outcome = reliable.lookUp(key, amount);
    return answer("lookUp", key, leave.compose(given -> outcome));
  }

  @Override
  public Future<Void> capture(UUID key, Money amount) {
    return answer("capture", key, reliable.capture(key, amount));
  }

  @Override
  public Future<Void> voidCharge(UUID key) {
    return answer("voidCharge", key, reliable.voidCharge(key));
  }

  @Override
  public Future<Void> refund(UUID refundKey, UUID key, Money amount) {
    return answer("refund", refundKey, reliable.refund(refundKey, key, amount));
  }

  private <T> Future<T> answer(String call, UUID key, Future<T> answer) {
    return call.equals(lost) && answersLost.add(key)
        ? answer.transform(done -> Future.failedFuture(Failure.unavailable("provider", null)))
        : answer;
  }
}
