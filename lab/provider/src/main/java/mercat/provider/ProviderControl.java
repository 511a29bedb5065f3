package mercat.provider;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;

/**
 * The address by which a provider is told how to behave, for this machine only: {@code GET /} says
 * how it stands, {@code PUT /conduct} changes the members that it names.
 */
public final class ProviderControl implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final StripeServer provider;
  private final HttpServer server;

  /**
   * Listens for a provider.
   *
   * @param port 0 for any
   * @throws IOException when the port is taken
   */
  public ProviderControl(StripeServer provider, int port) throws IOException {
    this.provider = provider;
    try {
      this.server = LoopbackHttp.listen(vertx, port, this::take);
    } catch (IOException failure) {
      var unused = vertx.close();
      throw failure;
    }
  }

  public String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  private void take(HttpServerRequest request, String body) {
    var what = request.method() + " " + request.path();
    if (what.equals(HttpMethod.GET + " /")) {
      respond(request, 200, provider.toJson());
    } else if (what.equals(HttpMethod.PUT + " /conduct")) {
      change(request, body);
    } else {
      refuse(request, 404, "there are GET / and PUT /conduct");
    }
  }

  private void change(HttpServerRequest request, String body) {
    try {
      provider.conduct(provider.conduct().with(new JsonObject(body)));
      respond(request, 200, provider.toJson());
    } catch (DecodeException noJson) {
      refuse(request, 400, "a JSON object is wanted");
    } catch (IllegalArgumentException wrong) {
      refuse(request, 400, String.valueOf(wrong.getMessage()));
    }
  }

  private static void refuse(HttpServerRequest request, int status, String why) {
    respond(request, status, new JsonObject().put("error", why));
  }

  private static void respond(HttpServerRequest request, int status, JsonObject body) {
    var unused =
        request
            .response()
            .setStatusCode(status)
            .putHeader("Content-Type", "application/json")
            .end(body.encodePrettily() + "\n");
  }

  @Override
  public void close() {
    LoopbackHttp.get(vertx.close());
  }
}
