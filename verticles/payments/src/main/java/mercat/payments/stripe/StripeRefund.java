package mercat.payments.stripe;

import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** A refund as it is to be, by which one that Stripe shows is known. */
record StripeRefund(UUID key, String intent, StripeAmount amount) {
  /**
   * Whether this is that refund, and the money went back or is on its way.
   *
   * @throws mercat.platform.Failure when it bears its key, and yet is over something else
   */
  boolean isDoneBy(JsonObject shown) {
    if (!(shown.getValue("metadata") instanceof JsonObject metadata)
        || !key.toString().equals(metadata.getValue("refund"))) {
      return false;
    }
    boolean isSame =
        "refund".equals(shown.getValue("object"))
            && intent.equals(shown.getValue("payment_intent"))
            && amount.currency().equals(shown.getValue("currency"))
            && StripeAnswer.wholeNumber(shown, "amount") == amount.units();
    if (!isSame) {
      throw StripeApi.unusable("refund " + key + " is over something else");
    }
    return "succeeded".equals(shown.getValue("status"))
        || "pending".equals(shown.getValue("status"));
  }
}
