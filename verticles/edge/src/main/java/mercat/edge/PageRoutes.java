package mercat.edge;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** What a person sees who opens the API in a browser, and the contract. */
final class PageRoutes {
  private static final Map<String, String> PAGE_HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; style-src 'unsafe-inline'",
          "X-Frame-Options",
          "DENY");

  private final Buffer page = resource("/edge/index.html");
  private final Buffer contract = resource("/edge/openapi.yaml");

  List<Route> routes() {
    return List.of(
        Route.open(
            HttpMethod.GET,
            "/",
            exchange ->
                Future.succeededFuture(
                    new Answer(200, "text/html; charset=utf-8", PAGE_HEADERS, page))),
        Route.open(
            HttpMethod.GET,
            "/openapi.yaml",
            exchange ->
                Future.succeededFuture(
                    new Answer(200, "application/yaml; charset=utf-8", Map.of(), contract))));
  }

  private static Buffer resource(String name) {
    try (var in = PageRoutes.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name);
      }
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
