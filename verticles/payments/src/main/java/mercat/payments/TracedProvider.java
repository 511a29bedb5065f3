package mercat.payments;

import io.opentelemetry.api.trace.SpanKind;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import mercat.contracts.Money;
import mercat.payments.domain.ProviderOutcome;
import mercat.platform.FailPoint;
import mercat.platform.Timeouts;
import mercat.platform.telemetry.Spans;
import mercat.platform.telemetry.Traces;

/**
 * A provider whose every call waits for a bounded time and is recorded in its trace. Around each a
 * test may make the process fail: the attempt is committed and nobody was asked, or the provider
 * has answered and nothing is recorded.
 */
record TracedProvider(PaymentProvider provider, Traces traces, Timeouts timeouts) {
  private static final ProviderCall AUTHORIZE = ProviderCall.of("authorize");
  private static final ProviderCall LOOK_UP = ProviderCall.of("look-up");
  private static final ProviderCall CAPTURE = ProviderCall.of("capture");
  private static final ProviderCall VOID = ProviderCall.of("void");
  private static final ProviderCall REFUND = ProviderCall.of("refund");

  private record ProviderCall(String name, FailPoint before, FailPoint after) {
    static ProviderCall of(String name) {
      return new ProviderCall(
          name,
          FailPoint.named("payments." + name + ".before-call"),
          FailPoint.named("payments." + name + ".after-call"));
    }
  }

  Future<ProviderOutcome> authorize(
      PaymentProvider.ChargeRequest charge, Duration patience, String trace) {
    return ask(AUTHORIZE, patience, trace, () -> provider.authorize(charge));
  }

  Future<ProviderOutcome> lookUp(UUID key, Money amount, Duration patience, String trace) {
    return ask(LOOK_UP, patience, trace, () -> provider.lookUp(key, amount));
  }

  Future<Void> capture(UUID key, Money amount, Duration patience, String trace) {
    return ask(CAPTURE, patience, trace, () -> provider.capture(key, amount));
  }

  Future<Void> voidCharge(UUID key, Duration patience, String trace) {
    return ask(VOID, patience, trace, () -> provider.voidCharge(key));
  }

  Future<Void> refund(UUID refundKey, UUID key, Money amount, Duration patience, String trace) {
    return ask(REFUND, patience, trace, () -> provider.refund(refundKey, key, amount));
  }

  private <T> Future<T> ask(
      ProviderCall call, Duration patience, String trace, Supplier<Future<T>> asking) {
    var span = traces.start(trace, SpanKind.CLIENT, call.name(), "provider:" + provider.name());
    call.before().reach();
    var answer = call.after().reachAfter(asking.get());
    return Spans.endWith(span, timeouts.bound(answer, patience));
  }
}
