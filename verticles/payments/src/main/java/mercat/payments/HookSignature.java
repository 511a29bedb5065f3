package mercat.payments;

import java.time.Instant;
import mercat.contracts.payments.ReceivePaymentHook;
import mercat.platform.HookKeys.HookVerdict;

/** How a provider signs its hooks, by the secrets that count at the moment. */
@FunctionalInterface
public interface HookSignature {
  /** What the signature of a hook is worth. */
  HookVerdict check(ReceivePaymentHook hook, Instant now);
}
