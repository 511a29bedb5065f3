package mercat.lab.crash;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Another system that is told of events by webhooks, each client's at a path of its own. It tells
 * them apart by {@code webhook-id}, as whoever receives them is asked to.
 */
final class HookInbox implements AutoCloseable {
  private static final int TAKEN = 204;

  private final Vertx vertx = Vertx.vertx();
  private final String origin;
  private final Map<Webhook, String> bodies = new ConcurrentHashMap<>();
  private final AtomicInteger changed = new AtomicInteger();

  private record Webhook(String path, String id) {}

  HookInbox() {
    origin = Surroundings.listen(vertx, this::take, "no webhooks can be taken");
  }

  /** Where it listens, as the system is to be allowed to call it. */
  String origin() {
    return origin;
  }

  private void take(HttpServerRequest request) {
    request
        .body()
        .onSuccess(body -> {
          var id = String.valueOf(request.getHeader("webhook-id"));
          var webhook = new Webhook(String.valueOf(request.path()), id);
          var before = bodies.putIfAbsent(webhook, body.toString());
          if (before != null && !before.equals(body.toString())) {
            changed.incrementAndGet();
          }
          var unused = request.response().setStatusCode(TAKEN).end();
        });
  }

  /** Webhooks of a type that came to a path, each as often as its id differs. */
  long told(String path, String type) {
    return bodies.entrySet().stream()
        .filter(told -> told.getKey().path().equals(path))
        .filter(told -> new JsonObject(told.getValue()).getString("type").equals(type))
        .count();
  }

  /** How often one came again and said something else. */
  int changed() {
    return changed.get();
  }

  @Override
  public void close() {
    var unused = vertx.close();
  }
}
