package mercat.lab.torture;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import mercat.lab.system.Io;
import mercat.lab.torture.FinalState.Charge;
import mercat.provider.JournalFile;

/** What a provider like Stripe did, by the file of its book alone. */
final class ProviderBook {
  private final Map<String, JsonObject> intents = new HashMap<>();

  /** What was given back of each intent, by refund. */
  private final Map<String, Map<String, Long>> refunds = new HashMap<>();

  private ProviderBook() {}

  /** Reads it as it stands now. */
  static ProviderBook read(Path journal) {
    var book = new ProviderBook();
    Io.run(
        "the provider's book",
        () -> {
          var unused = JournalFile.read(journal, book::note);
        });
    return book;
  }

  private void note(JsonObject entry) {
    for (var each : entry.getJsonArray("objects", new JsonArray())) {
      var object = (JsonObject) each;
      if (object.getString("object").equals("payment_intent")) {
        intents.put(object.getString("id"), object);
      } else {
        refunds
            .computeIfAbsent(object.getString("payment_intent"), of -> new HashMap<>())
            .put(object.getString("id"), object.getLong("amount"));
      }
    }
  }

  /** Intents that were made, whatever became of them. */
  int intents() {
    return intents.size();
  }

  /** Intents that were confirmed, with what they hold or have taken and not given back. */
  List<Charge> charges() {
    return intents.values().stream().flatMap(intent -> charge(intent).stream()).toList();
  }

  private Optional<Charge> charge(JsonObject intent) {
    var id = intent.getString("id");
    long back =
        refunds.getOrDefault(id, Map.of()).values().stream().mapToLong(Long::longValue).sum();
    long left = intent.getLong("amount_received") - back;
    var state =
        switch (intent.getString("status")) {
          case "requires_capture" -> "authorized";
          case "succeeded" -> left > 0 ? "captured" : "voided";
          case "canceled" -> "voided";
          default -> "declined";
        };
    // One that nobody confirmed has no way to pay, and holds nothing.
    return intent.getString("payment_method") == null
        ? Optional.empty()
        : Optional.of(
            new Charge(
                id,
                Objects.requireNonNullElse(intent.getJsonObject("metadata").getString("order"), ""),
                state,
                state.equals("captured") ? left : intent.getLong("amount")));
  }
}
