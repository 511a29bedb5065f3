package mercat.provider;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What was answered to each idempotency key, for repeats. Stripe keeps keys for a day; here the
 * newest {@value #KEPT_MAX} are kept.
 */
final class SavedAnswers {
  static final int KEPT_MAX = 50_000;

  private final Map<String, Saved> byKey = new LinkedHashMap<>();
  private Optional<String> newest = Optional.empty();

  /** An answer, and what was asked: the same key with other words is refused. */
  private record Saved(String asked, int status, String body) {
    StripeReply reply() {
      return new StripeReply(status, new JsonObject(body));
    }
  }

  /** What was answered to a key is answered again; what was refused unseen is not kept. */
  synchronized StripeReply once(StripeServer.Heard asked, Supplier<StripeReply> doing) {
    var key = asked.idempotencyKey();
    if (key.isEmpty()) {
      return doing.get();
    }
    var before = byKey.get(key);
    if (before == null) {
      var reply = doing.get();
      if (reply.status() != 400) {
        keep(key, new Saved(words(asked), reply.status(), reply.body().encode()));
      }
      return reply;
    }
    return before.asked().equals(words(asked))
        ? before.reply().again()
        : StripeReply.error(400, "idempotency_error", "idempotency_key_reused", null);
  }

  /** Has another answer stand under a key, where there is one. */
  synchronized void replace(String key, StripeReply reply) {
    var before = byKey.get(key);
    if (before != null) {
      keep(key, new Saved(before.asked(), reply.status(), reply.body().encode()));
    }
  }

  /** The answer that was kept since this was asked last; nothing where none was. */
  synchronized Optional<JsonObject> takeNewest() {
    var taken =
        newest.map(key -> {
          var saved = Objects.requireNonNull(byKey.get(key));
          return new JsonObject()
              .put("key", key)
              .put("asked", saved.asked())
              .put("status", saved.status())
              .put("body", saved.body());
        });
    newest = Optional.empty();
    return taken;
  }

  /** Takes over an answer of a life before. */
  synchronized void restore(JsonObject answer) {
    keep(
        answer.getString("key"),
        new Saved(
            answer.getString("asked"), answer.getInteger("status"), answer.getString("body")));
    newest = Optional.empty();
  }

  private void keep(String key, Saved saved) {
    byKey.put(key, saved);
    newest = Optional.of(key);
    if (byKey.size() > KEPT_MAX) {
      byKey.remove(byKey.keySet().iterator().next());
    }
  }

  private static String words(StripeServer.Heard asked) {
    return asked.path() + " " + new TreeMap<>(asked.form());
  }
}
