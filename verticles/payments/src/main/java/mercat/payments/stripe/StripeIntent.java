package mercat.payments.stripe;

import io.vertx.core.json.JsonObject;
import java.util.UUID;
import java.util.regex.Pattern;
import mercat.contracts.Money;
import mercat.payments.domain.ProviderOutcome;

/**
 * A payment intent as Stripe shows it, once it is known to be the one that was meant.
 *
 * @param received what was taken, in Stripe's units
 * @param declined why its last confirmation was refused; empty where none was
 */
record StripeIntent(String id, String status, long received, String declined) {
  private static final Pattern ID = Pattern.compile("pi_[A-Za-z0-9_]{1,200}");

  /**
   * The intent in an answer.
   *
   * @param key the charge that it must be of, as its metadata say
   * @param amount that it must be over
   * @throws mercat.platform.Failure that names the member which is not as it must be
   */
  static StripeIntent of(JsonObject json, UUID key, Money amount) {
    var intent = of(json, key);
    var told = StripeAmount.of(amount).orElseThrow();
    require(StripeAnswer.wholeNumber(json, "amount") == told.units(), "amount", json);
    require(told.currency().equals(text(json, "currency")), "currency", json);
    return intent;
  }

  /** The same, whatever it is over. */
  static StripeIntent of(JsonObject json, UUID key) {
    require("payment_intent".equals(text(json, "object")), "object", json);
    require(ID.matcher(text(json, "id")).matches(), "id", json);
    require(
        json.getValue("metadata") instanceof JsonObject metadata
            && key.toString().equals(metadata.getValue("order")),
        "metadata",
        json);
    return new StripeIntent(
        text(json, "id"),
        text(json, "status"),
        StripeAnswer.wholeNumber(json, "amount_received"),
        declined(json));
  }

  /** This intent, if it is the one that was asked for. */
  StripeIntent named(String wanted) {
    if (!id.equals(wanted)) {
      throw StripeApi.unusable("id: " + StripeAnswer.word(id) + " instead of " + wanted);
    }
    return this;
  }

  /** Whether money is held or taken by it, or may be soon. */
  boolean isLive() {
    return switch (status) {
      case "requires_capture", "succeeded", "processing" -> true;
      default -> false;
    };
  }

  boolean isCanceled() {
    return "canceled".equals(status);
  }

  boolean isTaken(StripeAmount amount) {
    return "succeeded".equals(status) && received == amount.units();
  }

  /** What it says of a request to hold money. One that nobody has confirmed holds none, as yet. */
  ProviderOutcome outcome() {
    return switch (status) {
      case "requires_capture", "succeeded" -> new ProviderOutcome.Approved();
      case "canceled" -> new ProviderOutcome.Voided();
      case "requires_confirmation" -> new ProviderOutcome.NeverSeen();
      case "requires_payment_method" ->
          declined.isEmpty()
              ? new ProviderOutcome.NeverSeen()
              : new ProviderOutcome.Denied(declined);
      default -> new ProviderOutcome.Unclear();
    };
  }

  private static String declined(JsonObject json) {
    if (!(json.getValue("last_payment_error") instanceof JsonObject error)) {
      return "";
    }
    var code = text(error, "decline_code");
    return StripeAnswer.word(code.isEmpty() ? text(error, "code") : code);
  }

  private static String text(JsonObject json, String member) {
    return json.getValue(member) instanceof String text ? text : "";
  }

  private static void require(boolean isSo, String member, JsonObject json) {
    if (!isSo) {
      throw StripeApi.unusable(member + " of intent " + StripeAnswer.word(text(json, "id")));
    }
  }
}
