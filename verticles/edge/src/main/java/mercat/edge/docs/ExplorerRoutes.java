package mercat.edge.docs;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import mercat.edge.http.OtherMethods;
import mercat.edge.http.Responder;

/** Serves the explorer: pages for people, and so no part of the contract. */
public final class ExplorerRoutes {
  private ExplorerRoutes() {}

  public static void mount(Router router, ExplorerFiles files, Responder responder) {
    files
        .byPath()
        .forEach((path, file) -> {
          router
              .route(path)
              .method(HttpMethod.GET)
              .method(HttpMethod.HEAD)
              .handler(ctx -> {
                ctx.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, file.mediaType())
                    .putHeader(HttpHeaders.CACHE_CONTROL, "max-age=3600")
                    .putHeader("Content-Security-Policy", ExplorerFiles.CONTENT_SECURITY_POLICY);
                responder.send(ctx, file.bytes());
              });
          router.route(path).handler(new OtherMethods("GET, HEAD, OPTIONS", responder));
        });
  }
}
