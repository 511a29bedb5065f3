package mercat.payments;

import io.vertx.core.Future;
import java.util.UUID;
import java.util.function.Supplier;
import mercat.contracts.Money;
import mercat.payments.domain.ProviderOutcome;
import mercat.platform.FailPoint;

/**
 * A provider around whose every call a test may make the process fail: the attempt is committed and
 * nobody was asked, or the provider has answered and nothing is recorded.
 */
final class FailingProvider implements PaymentProvider {
  private final PaymentProvider provider;
  private final CallPoints authorizing = CallPoints.of("authorize");
  private final CallPoints lookingUp = CallPoints.of("look-up");
  private final CallPoints capturing = CallPoints.of("capture");
  private final CallPoints voiding = CallPoints.of("void");
  private final CallPoints refunding = CallPoints.of("refund");

  FailingProvider(PaymentProvider provider) {
    this.provider = provider;
  }

  private record CallPoints(FailPoint before, FailPoint after) {
    static CallPoints of(String call) {
      return new CallPoints(
          FailPoint.named("payments." + call + ".before-call"),
          FailPoint.named("payments." + call + ".after-call"));
    }

    <T> Future<T> around(Supplier<Future<T>> call) {
      before.reach();
      return after.reachAfter(call.get());
    }
  }

  @Override
  public String account() {
    return provider.account();
  }

  @Override
  public Future<ProviderOutcome> authorize(ChargeRequest charge) {
    return authorizing.around(() -> provider.authorize(charge));
  }

  @Override
  public Future<ProviderOutcome> lookUp(UUID key) {
    return lookingUp.around(() -> provider.lookUp(key));
  }

  @Override
  public Future<Void> capture(UUID key, Money amount) {
    return capturing.around(() -> provider.capture(key, amount));
  }

  @Override
  public Future<Void> voidCharge(UUID key) {
    return voiding.around(() -> provider.voidCharge(key));
  }

  @Override
  public Future<Void> refund(UUID refundKey, UUID key, Money amount) {
    return refunding.around(() -> provider.refund(refundKey, key, amount));
  }
}
