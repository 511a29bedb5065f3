package mercat.testkit;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The payment intents and refunds of a {@link StripeServer}, and which move each state permits. */
final class StripeBook {
  private static final Set<String> UNCONFIRMED =
      Set.of("requires_payment_method", "requires_confirmation");
  private static final Set<String> CANCELABLE =
      Set.of(
          "requires_payment_method",
          "requires_confirmation",
          "requires_action",
          "requires_capture",
          "processing");
  private static final Pattern BY_METADATA = Pattern.compile("metadata\\['(\\w+)'\\]:'([^']*)'");
  private static final Pattern METADATA = Pattern.compile("metadata\\[(\\w+)\\]");
  private static final long CREATED = 1_780_000_000;

  private final Map<String, JsonObject> intents = new LinkedHashMap<>();
  private final Map<String, JsonObject> refunds = new LinkedHashMap<>();
  private int made;

  synchronized StripeReply create(Map<String, String> form) {
    if (!form.getOrDefault("amount", "").matches("[1-9][0-9]{0,7}")) {
      return StripeReply.refused("parameter_invalid_integer", "amount");
    }
    if (!form.getOrDefault("currency", "").matches("[a-z]{3}")) {
      return StripeReply.refused("parameter_invalid", "currency");
    }
    if (form.getOrDefault("confirm", "").equals("true")
        && !isKnown(form.getOrDefault("payment_method", ""))) {
      return StripeReply.refused("resource_missing", "payment_method");
    }
    var id = id("pi");
    var intent =
        new JsonObject()
            .put("id", id)
            .put("object", "payment_intent")
            .put("amount", Long.parseLong(form.get("amount")))
            .put("amount_capturable", 0)
            .put("amount_received", 0)
            .put("currency", form.get("currency"))
            .put("capture_method", form.getOrDefault("capture_method", "automatic"))
            .put("created", CREATED + made)
            .put("livemode", false)
            .put("last_payment_error", null)
            .put("metadata", metadata(form))
            .put("payment_method", form.get("payment_method"))
            .put(
                "status",
                form.containsKey("payment_method")
                    ? "requires_confirmation"
                    : "requires_payment_method");
    intents.put(id, intent);
    return "true".equals(form.get("confirm")) ? confirm(id, form) : StripeReply.done(intent.copy());
  }

  synchronized StripeReply retrieve(String id) {
    var intent = intents.get(id);
    return intent == null ? missing("intent") : StripeReply.done(intent.copy());
  }

  synchronized StripeReply confirm(String id, Map<String, String> form) {
    var intent = intents.get(id);
    if (intent == null) {
      return missing("intent");
    }
    if (!UNCONFIRMED.contains(intent.getString("status"))) {
      return unexpected(intent);
    }
    var method = form.getOrDefault("payment_method", intent.getString("payment_method"));
    if (method == null || !isKnown(method)) {
      return missing("payment_method");
    }
    intent.put("payment_method", method);
    return switch (method) {
      case "pm_card_visa" -> hold(intent);
      case "pm_card_authenticationRequired" -> {
        if (!"true".equals(form.get("error_on_requires_action"))) {
          intent.put("status", "requires_action");
          yield StripeReply.done(intent.copy());
        }
        yield decline(intent, "authentication_required", "authentication_required");
      }
      case "pm_card_chargeDeclinedInsufficientFunds" ->
          decline(intent, "card_declined", "insufficient_funds");
      default -> decline(intent, "card_declined", "generic_decline");
    };
  }

  private static StripeReply hold(JsonObject intent) {
    boolean isManual = "manual".equals(intent.getString("capture_method"));
    intent.put("status", isManual ? "requires_capture" : "succeeded");
    intent.put(isManual ? "amount_capturable" : "amount_received", intent.getLong("amount"));
    return StripeReply.done(intent.copy());
  }

  private static StripeReply decline(JsonObject intent, String code, String why) {
    var error =
        new JsonObject()
            .put("type", "card_error")
            .put("code", code)
            .put("decline_code", why)
            .put("message", why);
    intent.put("status", "requires_payment_method").put("last_payment_error", error.copy());
    return new StripeReply(
        402, new JsonObject().put("error", error.put("payment_intent", intent.copy())));
  }

  synchronized StripeReply capture(String id, Map<String, String> form) {
    var intent = intents.get(id);
    if (intent == null) {
      return missing("intent");
    }
    if (!"requires_capture".equals(intent.getString("status"))) {
      return unexpected(intent);
    }
    long held = intent.getLong("amount_capturable");
    long taken = Long.parseLong(form.getOrDefault("amount_to_capture", String.valueOf(held)));
    if (taken < 1 || taken > held) {
      return StripeReply.refused("amount_too_large", "amount_to_capture");
    }
    intent.put("status", "succeeded").put("amount_received", taken).put("amount_capturable", 0);
    return StripeReply.done(intent.copy());
  }

  synchronized StripeReply cancel(String id) {
    var intent = intents.get(id);
    if (intent == null) {
      return missing("intent");
    }
    if (!CANCELABLE.contains(intent.getString("status"))) {
      return unexpected(intent);
    }
    intent.put("status", "canceled").put("amount_capturable", 0);
    return StripeReply.done(intent.copy());
  }

  synchronized StripeReply search(Map<String, String> query) {
    var by = BY_METADATA.matcher(query.getOrDefault("query", ""));
    if (!by.matches()) {
      return StripeReply.refused("parameter_invalid", "query");
    }
    var found =
        intents.values().stream()
            .filter(it -> by.group(2).equals(it.getJsonObject("metadata").getString(by.group(1))))
            .map(JsonObject::copy)
            .toList();
    return StripeReply.list("/v1/payment_intents/search", found, false);
  }

  synchronized StripeReply refund(Map<String, String> form) {
    var intent = intents.get(form.getOrDefault("payment_intent", ""));
    if (intent == null || !"succeeded".equals(intent.getString("status"))) {
      return missing("payment_intent");
    }
    long left = intent.getLong("amount_received") - returned(intent.getString("id"));
    long amount = Long.parseLong(form.getOrDefault("amount", String.valueOf(left)));
    if (left == 0) {
      return StripeReply.refused("charge_already_refunded", null);
    }
    if (amount < 1 || amount > left) {
      return StripeReply.refused("amount_too_large", "amount");
    }
    var id = id("re");
    var refund =
        new JsonObject()
            .put("id", id)
            .put("object", "refund")
            .put("amount", amount)
            .put("currency", intent.getString("currency"))
            .put("payment_intent", intent.getString("id"))
            .put("created", CREATED + made)
            .put("metadata", metadata(form))
            .put("status", "succeeded");
    refunds.put(id, refund);
    return StripeReply.done(refund.copy());
  }

  /** Newest first, as Stripe lists. */
  synchronized StripeReply refunds(Map<String, String> query) {
    var newestFirst =
        new ArrayList<>(
                refunds.values().stream()
                    .filter(
                        it -> it.getString("payment_intent").equals(query.get("payment_intent")))
                    .toList())
            .reversed();
    int from = 0;
    for (int i = 0; i < newestFirst.size(); i++) {
      if (newestFirst.get(i).getString("id").equals(query.get("starting_after"))) {
        from = i + 1;
      }
    }
    int to =
        Math.min(newestFirst.size(), from + Integer.parseInt(query.getOrDefault("limit", "10")));
    var page = newestFirst.subList(from, to).stream().map(JsonObject::copy).toList();
    return StripeReply.list("/v1/refunds", page, to < newestFirst.size());
  }

  /** The intents of an order that hold or have taken money, or have let go of it, as text. */
  synchronized List<String> charges(String order) {
    return intents.values().stream()
        .filter(it -> order.equals(it.getJsonObject("metadata").getString("order")))
        .filter(it -> it.getString("payment_method") != null)
        .map(it -> {
          long back = returned(it.getString("id"));
          return it.getString("status")
              + " "
              + it.getLong("amount")
              + " "
              + it.getString("currency")
              + (back == 0 ? "" : ", returned " + back);
        })
        .toList();
  }

  /** Whose intent a request is about, as its path, its form or its query says. */
  synchronized String order(String path, Map<String, String> form, Map<String, String> query) {
    var parts = path.split("/", -1);
    var named = parts.length > 3 ? parts[3] : form.get("payment_intent");
    var intent = intents.get(named == null ? query.getOrDefault("payment_intent", "") : named);
    if (intent != null) {
      return intent.getJsonObject("metadata").getString("order", "");
    }
    var by = BY_METADATA.matcher(query.getOrDefault("query", ""));
    return by.matches() ? by.group(2) : form.getOrDefault("metadata[order]", "");
  }

  private long returned(String intent) {
    return refunds.values().stream()
        .filter(it -> it.getString("payment_intent").equals(intent))
        .mapToLong(it -> it.getLong("amount"))
        .sum();
  }

  private static boolean isKnown(String method) {
    return method.startsWith("pm_card_");
  }

  private static JsonObject metadata(Map<String, String> form) {
    var metadata = new JsonObject();
    form.forEach((name, value) -> {
      var nested = METADATA.matcher(name);
      if (nested.matches()) {
        metadata.put(nested.group(1), value);
      }
    });
    return metadata;
  }

  private String id(String kind) {
    return "%s_3Mercat%018d".formatted(kind, ++made);
  }

  private static StripeReply missing(String param) {
    return StripeReply.error(
        param.equals("intent") ? 404 : 400, "invalid_request_error", "resource_missing", param);
  }

  private static StripeReply unexpected(JsonObject intent) {
    return StripeReply.refused("payment_intent_unexpected_state", null)
        .with("payment_intent", intent.copy());
  }
}
