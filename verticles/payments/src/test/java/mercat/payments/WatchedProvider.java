package mercat.payments;

import io.vertx.core.Future;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import mercat.contracts.Money;
import mercat.payments.domain.ProviderOutcome;
import mercat.platform.Failure;

/**
 * Does what it is asked, but loses the answer to the first call of a kind about each key, tells
 * nobody what became of a charge until the test lets it, or counts how often it is asked for that.
 */
record WatchedProvider(
    PaymentProvider reliable,
    String lost,
    Future<?> leave,
    AtomicInteger lookUps,
    Set<UUID> answersLost)
    implements PaymentProvider {

  private WatchedProvider(
      PaymentProvider reliable, String lost, Future<?> leave, AtomicInteger lookUps) {
    this(reliable, lost, leave, lookUps, ConcurrentHashMap.newKeySet());
  }

  static PaymentProvider losing(String call, PaymentProvider reliable) {
    return new WatchedProvider(reliable, call, Future.succeededFuture(), new AtomicInteger());
  }

  static PaymentProvider silentUntil(Future<?> leave, PaymentProvider reliable) {
    return new WatchedProvider(reliable, "", leave, new AtomicInteger());
  }

  static PaymentProvider counting(AtomicInteger lookUps, PaymentProvider reliable) {
    return new WatchedProvider(reliable, "", Future.succeededFuture(), lookUps);
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
    lookUps.incrementAndGet();
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
