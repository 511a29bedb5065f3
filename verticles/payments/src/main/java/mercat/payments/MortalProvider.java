package mercat.payments;

import io.vertx.core.Future;
import java.util.UUID;
import java.util.function.Supplier;
import mercat.contracts.Money;
import mercat.payments.domain.Outcome;
import mercat.platform.FailPoint;

/**
 * A provider around whose every call the process may be made to die: the attempt is committed and
 * nobody was asked, or the provider has answered and nothing is written down.
 */
final class MortalProvider implements PaymentProvider {
  private final PaymentProvider provider;
  private final CallPoints authorizing = CallPoints.of("authorize");
  private final CallPoints lookingUp = CallPoints.of("look-up");
  private final CallPoints capturing = CallPoints.of("capture");
  private final CallPoints dropping = CallPoints.of("drop");
  private final CallPoints refunding = CallPoints.of("refund");

  MortalProvider(PaymentProvider provider) {
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
  public Future<Outcome> authorize(Charge charge) {
    return authorizing.around(() -> provider.authorize(charge));
  }

  @Override
  public Future<Outcome> lookUp(UUID key) {
    return lookingUp.around(() -> provider.lookUp(key));
  }

  @Override
  public Future<Void> capture(UUID key, Money amount) {
    return capturing.around(() -> provider.capture(key, amount));
  }

  @Override
  public Future<Void> drop(UUID key) {
    return dropping.around(() -> provider.drop(key));
  }

  @Override
  public Future<Void> refund(UUID refundKey, UUID key, Money amount) {
    return refunding.around(() -> provider.refund(refundKey, key, amount));
  }
}
