package mercat.provider;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What a {@link StripeServer} answers about its payment intents and refunds, and which moves each
 * state permits.
 */
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
  private static final int PAGE_MAX = 100;

  private final StripeObjects kept = new StripeObjects();

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
    if (kept.isFull()) {
      return full();
    }
    var intent =
        kept.make("payment_intent", "pi")
            .put("amount", Long.parseLong(form.get("amount")))
            .put("amount_capturable", 0)
            .put("amount_received", 0)
            .put("currency", form.get("currency"))
            .put("capture_method", form.getOrDefault("capture_method", "automatic"))
            .put("livemode", false)
            .put("last_payment_error", null)
            .put("metadata", metadata(form))
            .put("payment_method", form.get("payment_method"))
            .put(
                "status",
                form.containsKey("payment_method")
                    ? "requires_confirmation"
                    : "requires_payment_method");
    kept.change(intent);
    return "true".equals(form.get("confirm"))
        ? confirm(intent.getString("id"), form)
        : StripeReply.done(intent);
  }

  synchronized StripeReply retrieve(String id) {
    return kept.hasIntent(id) ? StripeReply.done(kept.intent(id)) : missing("intent");
  }

  synchronized StripeReply confirm(String id, Map<String, String> form) {
    return move(id, UNCONFIRMED, intent -> confirm(intent, form));
  }

  private StripeReply confirm(JsonObject intent, Map<String, String> form) {
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
          yield changed(intent);
        }
        yield decline(intent, "authentication_required", "authentication_required");
      }
      case "pm_card_chargeDeclinedInsufficientFunds" ->
          decline(intent, "card_declined", "insufficient_funds");
      default -> decline(intent, "card_declined", "generic_decline");
    };
  }

  private StripeReply hold(JsonObject intent) {
    boolean isManual = "manual".equals(intent.getString("capture_method"));
    intent.put("status", isManual ? "requires_capture" : "succeeded");
    intent.put(isManual ? "amount_capturable" : "amount_received", intent.getLong("amount"));
    return changed(intent);
  }

  private StripeReply decline(JsonObject intent, String code, String why) {
    var error =
        new JsonObject()
            .put("type", "card_error")
            .put("code", code)
            .put("decline_code", why)
            .put("message", why);
    intent.put("status", "requires_payment_method").put("last_payment_error", error.copy());
    kept.change(intent);
    return new StripeReply(402, new JsonObject().put("error", error.put("payment_intent", intent)));
  }

  synchronized StripeReply capture(String id, Map<String, String> form) {
    return move(id, Set.of("requires_capture"), intent -> capture(intent, form));
  }

  private StripeReply capture(JsonObject intent, Map<String, String> form) {
    long held = intent.getLong("amount_capturable");
    long taken = number(form, "amount_to_capture", held);
    if (taken < 1 || taken > held) {
      return StripeReply.refused("amount_too_large", "amount_to_capture");
    }
    intent.put("status", "succeeded").put("amount_received", taken).put("amount_capturable", 0);
    return changed(intent);
  }

  synchronized StripeReply cancel(String id) {
    return move(
        id,
        CANCELABLE,
        intent -> changed(intent.put("status", "canceled").put("amount_capturable", 0)));
  }

  /** Moves an intent on that is in one of these states. */
  private StripeReply move(String id, Set<String> from, Function<JsonObject, StripeReply> how) {
    if (!kept.hasIntent(id)) {
      return missing("intent");
    }
    var intent = kept.intent(id);
    return from.contains(intent.getString("status"))
        ? how.apply(intent)
        : StripeReply.refused("payment_intent_unexpected_state", null)
            .with("payment_intent", intent);
  }

  synchronized StripeReply search(Map<String, String> query) {
    var by = BY_METADATA.matcher(query.getOrDefault("query", ""));
    return by.matches()
        ? StripeReply.list(
            "/v1/payment_intents/search", kept.intents(by.group(1), by.group(2)), false)
        : StripeReply.refused("parameter_invalid", "query");
  }

  synchronized StripeReply refund(Map<String, String> form) {
    var of = form.getOrDefault("payment_intent", "");
    if (!kept.hasIntent(of) || !"succeeded".equals(kept.intent(of).getString("status"))) {
      return missing("payment_intent");
    }
    var intent = kept.intent(of);
    long left = intent.getLong("amount_received") - kept.returned(of);
    long amount = number(form, "amount", left);
    if (left == 0) {
      return StripeReply.refused("charge_already_refunded", null);
    }
    if (amount < 1 || amount > left) {
      return StripeReply.refused("amount_too_large", "amount");
    }
    if (kept.isFull()) {
      return full();
    }
    var refund =
        kept.make("refund", "re")
            .put("amount", amount)
            .put("currency", intent.getString("currency"))
            .put("payment_intent", of)
            .put("metadata", metadata(form))
            .put("status", "succeeded");
    return changed(refund);
  }

  /** Newest first, as Stripe lists. */
  synchronized StripeReply refunds(Map<String, String> query) {
    long limit = number(query, "limit", 10);
    if (limit < 1 || limit > PAGE_MAX) {
      return StripeReply.refused("parameter_invalid_integer", "limit");
    }
    var intent = query.getOrDefault("payment_intent", "");
    var ids = kept.refundIds(intent).reversed();
    int from = 1 + ids.indexOf(query.getOrDefault("starting_after", ""));
    int to = (int) Math.min(ids.size(), from + limit);
    var page = ids.subList(from, to).stream().map(id -> kept.refund(intent, id)).toList();
    return StripeReply.list("/v1/refunds", page, to < ids.size());
  }

  /** The intents of an order that hold or have taken money, or have let go of it, as text. */
  synchronized List<String> charges(String order) {
    return kept.intents("order", order).stream()
        .filter(it -> it.getString("payment_method") != null)
        .map(it -> {
          long back = kept.returned(it.getString("id"));
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
    var id = named == null ? query.getOrDefault("payment_intent", "") : named;
    if (kept.hasIntent(id)) {
      return kept.intent(id).getJsonObject("metadata").getString("order", "");
    }
    var by = BY_METADATA.matcher(query.getOrDefault("query", ""));
    return by.matches() ? by.group(2) : form.getOrDefault("metadata[order]", "");
  }

  /** What was made or changed since this was asked last, each as it was left then. */
  synchronized List<JsonObject> takeChanges() {
    return kept.takeChanges();
  }

  /** Takes over an intent or a refund as it was left. */
  synchronized void restore(JsonObject object) {
    kept.restore(object);
  }

  synchronized int objects() {
    return kept.count();
  }

  private StripeReply changed(JsonObject object) {
    kept.change(object);
    return StripeReply.done(object);
  }

  private static boolean isKnown(String method) {
    return method.startsWith("pm_card_");
  }

  /** A number of a form; below every bound where it is none. */
  private static long number(Map<String, String> form, String name, long otherwise) {
    var text = form.get(name);
    if (text == null) {
      return otherwise;
    }
    return text.matches("[0-9]{1,12}") ? Long.parseLong(text) : -1;
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

  private static StripeReply full() {
    return StripeReply.error(500, "api_error", "book_full", null);
  }

  private static StripeReply missing(String param) {
    return StripeReply.error(
        param.equals("intent") ? 404 : 400, "invalid_request_error", "resource_missing", param);
  }
}
