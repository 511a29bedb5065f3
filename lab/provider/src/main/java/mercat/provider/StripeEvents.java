package mercat.provider;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What Stripe tells by itself, worded and signed as Stripe does. */
public final class StripeEvents {
  public static final String SECRET = "whsec_of_an_endpoint_that_does_not_exist";

  private StripeEvents() {}

  /** An event about an order, as Stripe words it. */
  public static String event(String type, UUID order) {
    return event(
        type,
        new JsonObject()
            .put("id", "pi_3Mercat000000000000000000")
            .put("object", "payment_intent")
            .put("amount", 1)
            .put("currency", "xts")
            .put("metadata", new JsonObject().put("order", order.toString())));
  }

  /** An event about an object as it is now. */
  static String event(String type, JsonObject object) {
    return new JsonObject()
        .put("id", "evt_" + UUID.randomUUID().toString().replace("-", ""))
        .put("object", "event")
        .put("api_version", "2026-07-29.dahlia")
        .put("created", 1_780_000_000)
        .put("livemode", false)
        .put("pending_webhooks", 1)
        .put("type", type)
        .put("data", new JsonObject().put("object", object))
        .encode();
  }

  /** What happened to an object that was left so. */
  static String type(JsonObject object) {
    if (object.getString("object").equals("refund")) {
      return "refund.created";
    }
    return switch (object.getString("status")) {
      case "requires_capture" -> "payment_intent.amount_capturable_updated";
      case "requires_action" -> "payment_intent.requires_action";
      case "succeeded" -> "payment_intent.succeeded";
      case "canceled" -> "payment_intent.canceled";
      case "requires_payment_method" ->
          object.getValue("last_payment_error") == null
              ? "payment_intent.created"
              : "payment_intent.payment_failed";
      default -> "payment_intent.created";
    };
  }

  /** The header {@code Stripe-Signature} of a body. */
  public static String signature(String body, Instant at, String secret) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      var content = at.getEpochSecond() + "." + body;
      var signed = mac.doFinal(content.getBytes(StandardCharsets.UTF_8));
      return "t=" + at.getEpochSecond() + ",v1=" + HexFormat.of().formatHex(signed);
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }
}
