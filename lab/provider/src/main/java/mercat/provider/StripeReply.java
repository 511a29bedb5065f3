package mercat.provider;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link StripeServer} answers.
 *
 * @param isReplay whether it was answered before, to the same idempotency key
 */
record StripeReply(int status, JsonObject body, boolean isReplay) {
  StripeReply(int status, JsonObject body) {
    this(status, body, false);
  }

  static StripeReply done(JsonObject body) {
    return new StripeReply(200, body);
  }

  static StripeReply list(String url, List<JsonObject> data, boolean hasMore) {
    return done(
        new JsonObject()
            .put("object", "list")
            .put("url", url)
            .put("has_more", hasMore)
            .put("data", new JsonArray(data)));
  }

  static StripeReply refused(int status, String code) {
    return error(status, "invalid_request_error", code, null);
  }

  static StripeReply refused(String code, @Nullable String param) {
    return error(400, "invalid_request_error", code, param);
  }

  static StripeReply error(int status, String type, String code, @Nullable String param) {
    var error = new JsonObject().put("type", type).put("code", code).put("message", code);
    if (param != null) {
      error.put("param", param);
    }
    return new StripeReply(status, new JsonObject().put("error", error));
  }

  StripeReply again() {
    return new StripeReply(status, body, true);
  }

  /** The same error with one more member. */
  StripeReply with(String member, Object value) {
    body.getJsonObject("error").put(member, value);
    return this;
  }

  /** The same answer, false in one member; also within a list. */
  StripeReply falsified(StripeFault fault) {
    var other = body.copy();
    if (other.getValue("data") instanceof JsonArray data) {
      data.forEach(object -> falsify((JsonObject) object, fault));
    } else {
      falsify(other, fault);
    }
    return new StripeReply(status, other);
  }

  private static void falsify(JsonObject object, StripeFault fault) {
    switch (fault) {
      case OTHER_AMOUNT -> object.put("amount", object.getLong("amount", 0L) + 1);
      case FRACTION -> object.put("amount", object.getLong("amount", 0L) + 0.5);
      case OTHER_CURRENCY -> object.put("currency", "xts");
      case OTHER_ID ->
          object.put("id", "pi_of_somebody_else").put("payment_intent", "pi_of_somebody_else");
      case OTHER_ORDER ->
          object.put("metadata", new JsonObject().put("order", UUID.randomUUID().toString()));
      default -> throw new IllegalArgumentException(fault.name());
    }
  }
}
