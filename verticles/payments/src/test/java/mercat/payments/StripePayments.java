package mercat.payments;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import mercat.provider.StripeEvents;
import mercat.provider.StripeServer;

/** Payments whose cards go to a server like Stripe. */
final class StripePayments implements AutoCloseable {
  final StripeServer stripe = new StripeServer();
  final RunningPayments payments;

  StripePayments(InstantSource clock, Map<String, String> further) {
    var settings = RunningPayments.settings(settings(stripe), further);
    payments = new RunningPayments(clock, settings, UnaryOperator.identity());
  }

  /** Payments by the clock. */
  StripePayments() {
    this(InstantSource.system(), Map.of());
  }

  private static Map<String, String> settings(StripeServer stripe) {
    return Map.of(
        "payments.providers",
        "card=stripe,voucher=sandbox",
        "payments.stripe-url",
        stripe.url(),
        "payments.stripe-key",
        StripeServer.KEY,
        "payments.stripe-rest",
        "200ms",
        "payments.stripe-hook-secrets-file",
        RunningPayments.secretsFile(StripeEvents.SECRET),
        "payments.provider-timeout",
        "2s");
  }

  /** What charges that hold or have taken money still have of it, each by itself. */
  List<String> held(UUID key) {
    return stripe.charges(key).stream()
        .filter(charge -> charge.startsWith("requires_capture") || charge.startsWith("succeeded"))
        .map(charge -> charge.split("[ ,]+", -1))
        .map(parts -> Long.parseLong(parts[1]) - (parts.length > 3 ? Long.parseLong(parts[4]) : 0))
        .map(String::valueOf)
        .toList();
  }

  /** The state of the breaker before Stripe: closed, half_open or open. */
  String breaker() {
    return payments.breaker("stripe");
  }

  @Override
  public void close() {
    payments.close();
    stripe.close();
  }
}
