package mercat.payments;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import mercat.contracts.Money;
import mercat.payments.domain.ProviderOutcome;
import mercat.platform.telemetry.Spans;
import mercat.platform.telemetry.Traces;

/** A provider whose every call waits for a bounded time and is recorded in its trace. */
final class TracedProvider {
  private final PaymentProvider provider;
  private final Traces traces;

  TracedProvider(PaymentProvider provider, Traces traces) {
    this.provider = provider;
    this.traces = traces;
  }

  Future<ProviderOutcome> authorize(
      PaymentProvider.ChargeRequest charge, Duration patience, String trace) {
    return asked(span("authorize", trace), provider.authorize(charge), patience);
  }

  Future<ProviderOutcome> lookUp(UUID key, Duration patience, String trace) {
    return asked(span("look-up", trace), provider.lookUp(key), patience);
  }

  Future<Void> capture(UUID key, Money amount, Duration patience, String trace) {
    return asked(span("capture", trace), provider.capture(key, amount), patience);
  }

  Future<Void> voidCharge(UUID key, Duration patience, String trace) {
    return asked(span("void", trace), provider.voidCharge(key), patience);
  }

  Future<Void> refund(UUID refundKey, UUID key, Money amount, Duration patience, String trace) {
    return asked(span("refund", trace), provider.refund(refundKey, key, amount), patience);
  }

  /** Before the provider is asked: arguments are evaluated from left to right. */
  private Span span(String what, String trace) {
    return traces.start(trace, SpanKind.CLIENT, what, provider.account());
  }

  private static <T> Future<T> asked(Span span, Future<T> answer, Duration patience) {
    return Spans.endWith(
        span, answer.timeout(Math.max(1, patience.toMillis()), TimeUnit.MILLISECONDS));
  }
}
