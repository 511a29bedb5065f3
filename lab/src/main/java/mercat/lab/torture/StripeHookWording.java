package mercat.lab.torture;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mercat.lab.load.HttpText;
import mercat.lab.load.ServerAddress;
import mercat.provider.StripeEvents;

/** Hooks as Stripe words and signs them. */
final class StripeHookWording implements HookWording {
  private static final String PATH = "/v1/hooks/payments/stripe";
  private static final String SIGNATURE = "Stripe-Signature";
  private static final String CAPTURED = "payment_intent.succeeded";

  @Override
  public List<String> types() {
    return List.of("charge.refunded", CAPTURED, "payment_intent.amount_capturable_updated");
  }

  @Override
  public HttpText genuine(ServerAddress edge, String charge, String type) {
    var body = StripeEvents.event(type, UUID.fromString(charge));
    return signed(edge, body, HookWording.now(), StripeEvents.SECRET);
  }

  @Override
  public List<SentHook> forged(ServerAddress edge, String charge) {
    var body = StripeEvents.event(CAPTURED, UUID.fromString(charge));
    long now = HookWording.now();
    var signed = signed(edge, body, now, StripeEvents.SECRET);
    var header = signature(body, now, StripeEvents.SECRET);
    var changed = new HttpText(edge, "POST", PATH, signed.headers(), body + " ");
    var dated = header.replace("t=" + now, "t=" + (now - 1));
    return List.of(
        new SentHook("unsigned", signed.with(SIGNATURE, "t=" + now + ",v1=")),
        new SentHook("of another secret", signed(edge, body, now, StripeEvents.SECRET + "_2")),
        new SentHook("changed", changed),
        new SentHook("dated anew", signed.with(SIGNATURE, dated)),
        new SentHook("old", at(edge, body, now - TOLERATED_SECONDS - 1)),
        new SentHook("of three days ago", at(edge, body, now - 3 * DAY_SECONDS)),
        new SentHook("of the future", at(edge, body, now + 2 * TOLERATED_SECONDS)));
  }

  @Override
  public String rows() {
    return """
    select (select count(*) from payments.payment where order_id = any(?::uuid[]))
         + (select count(*) from payments.stripe_intent where order_id = any(?::uuid[]))\
    """;
  }

  private static HttpText at(ServerAddress edge, String body, long seconds) {
    return signed(edge, body, seconds, StripeEvents.SECRET);
  }

  private static HttpText signed(ServerAddress edge, String body, long seconds, String secret) {
    return HttpText.post(edge, PATH, body).with(SIGNATURE, signature(body, seconds, secret));
  }

  private static String signature(String body, long seconds, String secret) {
    return StripeEvents.signature(body, Instant.ofEpochSecond(seconds), secret);
  }
}
