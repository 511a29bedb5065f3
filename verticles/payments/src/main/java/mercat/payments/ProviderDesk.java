package mercat.payments;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import mercat.contracts.Money;
import mercat.payments.domain.Outcome;
import mercat.platform.telemetry.Role;
import mercat.platform.telemetry.Span;
import mercat.platform.telemetry.Tracer;

/**
 * Where the provider is asked: each time for a bounded while, as work of the trace that it belongs
 * to.
 */
final class ProviderDesk {
  private final PaymentProvider provider;
  private final Tracer tracer;

  ProviderDesk(PaymentProvider provider, Tracer tracer) {
    this.provider = provider;
    this.tracer = tracer;
  }

  Future<Outcome> authorize(PaymentProvider.Charge charge, Duration patience, String trace) {
    return asked(span("authorize", trace), provider.authorize(charge), patience);
  }

  Future<Outcome> lookUp(UUID key, Duration patience, String trace) {
    return asked(span("look-up", trace), provider.lookUp(key), patience);
  }

  Future<Void> capture(UUID key, Money amount, Duration patience, String trace) {
    return asked(span("capture", trace), provider.capture(key, amount), patience);
  }

  Future<Void> drop(UUID key, Duration patience, String trace) {
    return asked(span("drop", trace), provider.drop(key), patience);
  }

  Future<Void> refund(UUID refundKey, UUID key, Money amount, Duration patience, String trace) {
    return asked(span("refund", trace), provider.refund(refundKey, key, amount), patience);
  }

  /** Before the provider is asked: arguments are evaluated from left to right. */
  private Span span(String what, String trace) {
    return tracer.start(trace, Role.CLIENT, what, provider.account());
  }

  private static <T> Future<T> asked(Span span, Future<T> answer, Duration patience) {
    return span.over(answer.timeout(Math.max(1, patience.toMillis()), TimeUnit.MILLISECONDS));
  }
}
