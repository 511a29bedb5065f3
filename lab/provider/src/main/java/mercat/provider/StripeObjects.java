package mercat.provider;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The payment intents and refunds of a {@link StripeBook} as they are kept: as text, half a
 * kilobyte each, {@value #OBJECTS_MAX} at most; and what was made or changed lately. Belongs to
 * whoever holds the book's lock.
 */
final class StripeObjects {
  static final int OBJECTS_MAX = 500_000;

  /** The digits at the end of an id: objects are numbered in the order in which they were made. */
  private static final int NUMBER_DIGITS = 18;

  /** The time of the first object; each further one is a second younger. */
  private static final long CREATED = 1_780_000_000;

  private final Map<String, String> intents = new HashMap<>();

  /** The ids of intents by a member of their metadata, such as {@code order=...}. */
  private final Map<String, List<String>> byMetadata = new HashMap<>();

  /** The refunds of each intent, by their ids, oldest first. */
  private final Map<String, Map<String, String>> refunds = new HashMap<>();

  private final List<JsonObject> changes = new ArrayList<>();
  private int count;
  private long made;

  /** A new object with an id and a time of its own, which is not kept yet. */
  JsonObject make(String kind, String prefix) {
    made++;
    return new JsonObject()
        .put("id", "%s_3Mercat%018d".formatted(prefix, made))
        .put("object", kind)
        .put("created", CREATED + made);
  }

  boolean isFull() {
    return count >= OBJECTS_MAX;
  }

  int count() {
    return count;
  }

  boolean hasIntent(String id) {
    return intents.containsKey(id);
  }

  JsonObject intent(String id) {
    return new JsonObject(intents.get(id));
  }

  /** The intents with a member of their metadata, oldest first. */
  List<JsonObject> intents(String member, String value) {
    return byMetadata.getOrDefault(member + "=" + value, List.of()).stream()
        .map(this::intent)
        .toList();
  }

  /** The ids of an intent's refunds, oldest first. */
  List<String> refundIds(String intent) {
    return List.copyOf(refunds.getOrDefault(intent, Map.of()).keySet());
  }

  JsonObject refund(String intent, String id) {
    return new JsonObject(refunds.getOrDefault(intent, Map.of()).get(id));
  }

  /** What was returned of an intent in all. */
  long returned(String intent) {
    return refunds.getOrDefault(intent, Map.of()).values().stream()
        .mapToLong(refund -> new JsonObject(refund).getLong("amount"))
        .sum();
  }

  /** Keeps an object as it is now, and notes that it has changed. */
  void change(JsonObject object) {
    put(object);
    changes.add(object.copy());
  }

  /** What was made or changed since this was asked last, each as it was left then. */
  List<JsonObject> takeChanges() {
    var taken = List.copyOf(changes);
    changes.clear();
    return taken;
  }

  /** Takes over an intent or a refund as it was left. */
  void restore(JsonObject object) {
    put(object);
    var id = object.getString("id");
    made = Math.max(made, Long.parseLong(id.substring(id.length() - NUMBER_DIGITS)));
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
      count++;
      if (isIntent) {
        index(object, id);
      }
    }
  }

  private void index(JsonObject intent, String id) {
    intent
        .getJsonObject("metadata")
        .forEach(member ->
            byMetadata
                .computeIfAbsent(
                    member.getKey() + "=" + member.getValue(), of -> new ArrayList<>(1))
                .add(id));
  }
}
