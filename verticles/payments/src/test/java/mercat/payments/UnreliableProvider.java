package mercat.payments;

import io.vertx.core.Future;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import mercat.contracts.Money;
import mercat.payments.domain.ProviderOutcome;
import mercat.platform.Failure;

/** Does what it is asked, but loses the answer to the first call of a kind about each key. */
final class UnreliableProvider implements PaymentProvider {
  private final PaymentProvider reliable;
  private final String lost;
  private final Map<UUID, AtomicInteger> calls = new ConcurrentHashMap<>();

  UnreliableProvider(PaymentProvider reliable, String lost) {
    this.reliable = reliable;
    this.lost = lost;
  }

  @Override
  public String account() {
    return reliable.account();
  }

  @Override
  public Future<ProviderOutcome> authorize(ChargeRequest charge) {
    return answer("authorize", charge.key(), reliable.authorize(charge));
  }

  @Override
  public Future<ProviderOutcome> lookUp(UUID key) {
    return answer("lookUp", key, reliable.lookUp(key));
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
    boolean isLost =
        call.equals(lost)
            && calls.computeIfAbsent(key, first -> new AtomicInteger()).getAndIncrement() == 0;
    return isLost
        ? answer.transform(done -> Future.failedFuture(Failure.unavailable("provider", null)))
        : answer;
  }
}
