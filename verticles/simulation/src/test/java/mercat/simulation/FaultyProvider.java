package mercat.simulation;

import io.vertx.core.Future;
import java.util.UUID;
import mercat.contracts.Money;
import mercat.payments.PaymentProvider;
import mercat.payments.domain.ProviderOutcome;

/** The provider as one node reaches it: calls and answers are lost, late, repeated or refused. */
record FaultyProvider(Network network, Life life, PaymentProvider provider)
    implements PaymentProvider {
  @Override
  public String name() {
    return provider.name();
  }

  @Override
  public Future<ProviderOutcome> authorize(ChargeRequest charge) {
    return network.call(life, "authorize " + charge.key(), () -> provider.authorize(charge));
  }

  @Override
  public Future<ProviderOutcome> lookUp(UUID key, Money amount) {
    return network.call(life, "look up " + key, () -> provider.lookUp(key, amount));
  }

  @Override
  public Future<Void> capture(UUID key, Money amount) {
    return network.call(life, "capture " + key, () -> provider.capture(key, amount));
  }

  @Override
  public Future<Void> voidCharge(UUID key) {
    return network.call(life, "void " + key, () -> provider.voidCharge(key));
  }

  @Override
  public Future<Void> refund(UUID refundKey, UUID key, Money amount) {
    return network.call(life, "refund " + refundKey, () -> provider.refund(refundKey, key, amount));
  }
}
