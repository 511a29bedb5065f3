package mercat.payments.stripe;

import io.vertx.core.json.JsonObject;
import mercat.payments.domain.ProviderOutcome;

/**
 * What Stripe answered.
 *
 * @param body without members where it was no JSON object
 */
record StripeAnswer(int status, JsonObject body) {
  private static final int OK = 200;
  private static final int INVALID = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int PAYMENT_REQUIRED = 402;
  private static final int FORBIDDEN = 403;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;
  private static final int CODE_MAX = 60;

  boolean isDone() {
    return status == OK;
  }

  /**
   * Whether Stripe itself says that it failed: that request is over, and under its key nothing else
   * will be answered for a day. What a gateway in between says tells neither.
   */
  boolean isSpent() {
    return status == SERVER_ERROR && body.getValue("error") instanceof JsonObject;
  }

  /** Whether it was understood and refused, so that how things stand has to be looked at. */
  boolean isRefused() {
    return status >= INVALID
        && status < SERVER_ERROR
        && !isNotTaken()
        && body.getValue("error") instanceof JsonObject
        && !"idempotency_error".equals(error("type"))
        && !"lock_timeout".equals(error("code"))
        && !"idempotency_key_in_use".equals(error("code"));
  }

  /** Whether a card was refused by its bank. */
  boolean isDeclined() {
    return status == PAYMENT_REQUIRED && isRefused();
  }

  /** What an answer says of a charge that it is not done. */
  ProviderOutcome outcome() {
    if (isNotTaken()) {
      return new ProviderOutcome.NeverSeen();
    }
    return isRefused() ? new ProviderOutcome.Denied(reason()) : new ProviderOutcome.Unclear();
  }

  /** Why it was refused, as one word. */
  String reason() {
    if ("payment_method".equals(error("param")) && !isDeclined()) {
      return "invalid_token";
    }
    var code = error("decline_code");
    return word(code.isEmpty() ? error("code") : code);
  }

  /** A code of theirs as it may stand in ours: a word, or {@code refused}. */
  static String word(String code) {
    return code.length() <= CODE_MAX && code.matches("[A-Za-z0-9_]+") ? code : "refused";
  }

  /** A member that is a whole number, or -1: no amount is a fraction, or that large. */
  static long wholeNumber(JsonObject json, String member) {
    var value = json.getValue(member);
    return value instanceof Integer || value instanceof Long ? ((Number) value).longValue() : -1;
  }

  /** Turned away before anything was looked at: by the key, or because there is too much. */
  private boolean isNotTaken() {
    return status == UNAUTHORIZED || status == FORBIDDEN || status == TOO_MANY;
  }

  private String error(String member) {
    return body.getValue("error") instanceof JsonObject error
            && error.getValue(member) instanceof String text
        ? text
        : "";
  }
}
