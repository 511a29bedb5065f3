package mercat.provider;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The payment intents and refunds of a {@link StripeServer}, and which moves each state permits.
 * They are kept as text, half a kilobyte each, {@value #OBJECTS_MAX} at most.
 */
final class StripeBook {
  static final int OBJECTS_MAX = 500_000;

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

  /** The time of the first object; each further one is a second younger. */
  private static final long CREATED = 1_780_000_000;

  private final Map<String, String> intents = new HashMap<>();

  /** The ids of intents by a member of their metadata, such as {@code order=...}. */
  private final Map<String, List<String>> byMetadata = new HashMap<>();

  /** The refunds of each intent, by their ids, oldest first. */
  private final Map<String, Map<String, String>> refunds = new HashMap<>();

  private final List<JsonObject> changes = new ArrayList<>();
  private int objects;
  private long made;

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
    if (objects >= OBJECTS_MAX) {
      return full();
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
    change(intent);
    return "true".equals(form.get("confirm")) ? confirm(id, form) : StripeReply.done(intent);
  }

  synchronized StripeReply retrieve(String id) {
    return intents.containsKey(id) ? StripeReply.done(intent(id)) : missing("intent");
  }

  synchronized StripeReply confirm(String id, Map<String, String> form) {
    if (!intents.containsKey(id)) {
      return missing("intent");
    }
    var intent = intent(id);
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
    change(intent);
    return new StripeReply(402, new JsonObject().put("error", error.put("payment_intent", intent)));
  }

  synchronized StripeReply capture(String id, Map<String, String> form) {
    if (!intents.containsKey(id)) {
      return missing("intent");
    }
    var intent = intent(id);
    if (!"requires_capture".equals(intent.getString("status"))) {
      return unexpected(intent);
    }
    long held = intent.getLong("amount_capturable");
    long taken = number(form, "amount_to_capture", held);
    if (taken < 1 || taken > held) {
      return StripeReply.refused("amount_too_large", "amount_to_capture");
    }
    intent.put("status", "succeeded").put("amount_received", taken).put("amount_capturable", 0);
    return changed(intent);
  }

  synchronized StripeReply cancel(String id) {
    if (!intents.containsKey(id)) {
      return missing("intent");
    }
    var intent = intent(id);
    if (!CANCELABLE.contains(intent.getString("status"))) {
      return unexpected(intent);
    }
    intent.put("status", "canceled").put("amount_capturable", 0);
    return changed(intent);
  }

  synchronized StripeReply search(Map<String, String> query) {
    var by = BY_METADATA.matcher(query.getOrDefault("query", ""));
    return by.matches()
        ? StripeReply.list("/v1/payment_intents/search", of(by.group(1), by.group(2)), false)
        : StripeReply.refused("parameter_invalid", "query");
  }

  synchronized StripeReply refund(Map<String, String> form) {
    var of = form.getOrDefault("payment_intent", "");
    if (!intents.containsKey(of) || !"succeeded".equals(intent(of).getString("status"))) {
      return missing("payment_intent");
    }
    var intent = intent(of);
    long left = intent.getLong("amount_received") - returned(of);
    long amount = number(form, "amount", left);
    if (left == 0) {
      return StripeReply.refused("charge_already_refunded", null);
    }
    if (amount < 1 || amount > left) {
      return StripeReply.refused("amount_too_large", "amount");
    }
    if (objects >= OBJECTS_MAX) {
      return full();
    }
    var refund =
        new JsonObject()
            .put("id", id("re"))
            .put("object", "refund")
            .put("amount", amount)
            .put("currency", intent.getString("currency"))
            .put("payment_intent", of)
            .put("created", CREATED + made)
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
    var known = refunds.getOrDefault(query.getOrDefault("payment_intent", ""), Map.of());
    var ids = new ArrayList<>(known.keySet()).reversed();
    int from = 1 + ids.indexOf(query.getOrDefault("starting_after", ""));
    int to = (int) Math.min(ids.size(), from + limit);
    var page = ids.subList(from, to).stream().map(known::get).map(JsonObject::new).toList();
    return StripeReply.list("/v1/refunds", page, to < ids.size());
  }

  /** The intents of an order that hold or have taken money, or have let go of it, as text. */
  synchronized List<String> charges(String order) {
    return of("order", order).stream()
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
    var id = named == null ? query.getOrDefault("payment_intent", "") : named;
    if (intents.containsKey(id)) {
      return intent(id).getJsonObject("metadata").getString("order", "");
    }
    var by = BY_METADATA.matcher(query.getOrDefault("query", ""));
    return by.matches() ? by.group(2) : form.getOrDefault("metadata[order]", "");
  }

  /** What was made or changed since this was asked last, each as it was left then. */
  synchronized List<JsonObject> takeChanges() {
    var taken = List.copyOf(changes);
    changes.clear();
    return taken;
  }

  /** Takes over an intent or a refund as it was left. */
  synchronized void restore(JsonObject object) {
    put(object);
    var id = object.getString("id");
    made = Math.max(made, Long.parseLong(id.substring(id.length() - 18)));
  }

  synchronized int objects() {
    return objects;
  }

  private StripeReply changed(JsonObject object) {
    change(object);
    return StripeReply.done(object);
  }

  private void change(JsonObject object) {
    put(object);
    changes.add(object.copy());
  }

  private void put(JsonObject object) {
    var id = object.getString("id");
    boolean isIntent = object.getString("object").equals("payment_intent");
    var home =
        isIntent
            ? intents
            : refunds.computeIfAbsent(
                object.getString("payment_intent"), of -> new LinkedHashMap<>());
    if (home.put(id, object.encode()) == null) {
      objects++;
      if (isIntent) {
        object
            .getJsonObject("metadata")
            .forEach(member ->
                byMetadata
                    .computeIfAbsent(
                        member.getKey() + "=" + member.getValue(), of -> new ArrayList<>(1))
                    .add(id));
      }
    }
  }

  private JsonObject intent(String id) {
    return new JsonObject(intents.get(id));
  }

  private List<JsonObject> of(String member, String value) {
    return byMetadata.getOrDefault(member + "=" + value, List.of()).stream()
        .map(this::intent)
        .toList();
  }

  private long returned(String intent) {
    return refunds.getOrDefault(intent, Map.of()).values().stream()
        .mapToLong(refund -> new JsonObject(refund).getLong("amount"))
        .sum();
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

  private String id(String kind) {
    return "%s_3Mercat%018d".formatted(kind, ++made);
  }

  private static StripeReply full() {
    return StripeReply.error(500, "api_error", "book_full", null);
  }

  private static StripeReply missing(String param) {
    return StripeReply.error(
        param.equals("intent") ? 404 : 400, "invalid_request_error", "resource_missing", param);
  }

  private static StripeReply unexpected(JsonObject intent) {
    return StripeReply.refused("payment_intent_unexpected_state", null)
        .with("payment_intent", intent);
  }
}
