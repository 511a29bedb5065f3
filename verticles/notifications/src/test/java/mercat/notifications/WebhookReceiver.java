package mercat.notifications;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import mercat.testkit.LocalNode;

/** The other system: takes webhooks and answers what the test says. */
final class WebhookReceiver implements AutoCloseable {
  private static final int GIANT = 8 << 20;

  private final Vertx vertx = Vertx.vertx();
  private final List<Told> told = new CopyOnWriteArrayList<>();
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final AtomicReference<String> answer = new AtomicReference<>("204");

  /** A webhook that arrived. */
  record Told(String path, HttpHeaders headers, String body, String serverName) {
    String id() {
      return header("webhook-id");
    }

    String header(String name) {
      return headers.firstValue(name).orElse("");
    }

    /** By a library that is not ours. */
    boolean isSignedBy(String secret) {
      try {
        new Webhook(secret).verify(body, headers);
        return true;
      } catch (WebhookVerificationException | EmptyWebhookSecretException forged) {
        return false;
      }
    }
  }

  WebhookReceiver(int port) {
    this(port, new HttpServerOptions());
  }

  WebhookReceiver(int port, HttpServerOptions options) {
    LocalNode.get(
        vertx.createHttpServer(options).requestHandler(this::take).listen(port, "127.0.0.1"));
  }

  /**
   * From now on answers this: a status, <em>hang</em>, <em>reset</em>, <em>giant</em> (200 and
   * megabytes), <em>trickle</em> (200 and no end), or a status and a Location.
   */
  void answers(String what) {
    answer.set(what);
  }

  /** The same for one path. */
  void answers(String path, String what) {
    answers.put(path, what);
  }

  List<Told> told() {
    return List.copyOf(told);
  }

  List<Told> told(String path) {
    return told.stream().filter(it -> it.path().equals(path)).toList();
  }

  private void take(HttpServerRequest request) {
    request
        .body()
        .onSuccess(body -> {
          var headers =
              request.headers().names().stream()
                  .collect(Collectors.toMap(name -> name, name -> request.headers().getAll(name)));
          told.add(
              new Told(
                  String.valueOf(request.path()),
                  HttpHeaders.of(headers, (name, value) -> true),
                  body.toString(),
                  String.valueOf(request.connection().indicatedServerName())));
          answer(request, answers.getOrDefault(String.valueOf(request.path()), answer.get()));
        });
  }

  private static void answer(HttpServerRequest request, String what) {
    var response = request.response();
    switch (what) {
      case "hang" -> {}
      case "reset" -> request.connection().close();
      case "giant" -> response.end(Buffer.buffer(new byte[GIANT]));
      case "trickle" -> response.setChunked(true).write("a");
      default -> {
        var parts = what.split(" ", 2);
        response.setStatusCode(Integer.parseInt(parts[0]));
        if (parts.length > 1) {
          response.putHeader("Location", parts[1]);
        }
        response.end();
      }
    }
  }

  @Override
  public void close() {
    LocalNode.get(vertx.close());
  }
}
