package mercat.edge.docs;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import mercat.edge.contract.ApiContract;
import mercat.edge.http.OtherMethods;
import mercat.edge.http.Responder;

/**
 * The API's explorer, in memory: a page of ours, and the two files of Swagger UI that it needs, as
 * they come from its jar. Nothing is asked of anybody else. For people, and so no part of the
 * contract.
 */
public final class ExplorerFiles {
  /** What the page may load and do. Inline scripts and other servers are not among it. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
  private static final String WEBJAR = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";

  private record Served(String mediaType, Buffer bytes) {
    Served(String mediaType, String resource) {
      this(mediaType, ApiContract.resource(resource));
    }
  }

  private final Map<String, Served> byPath;

  public ExplorerFiles() {
    var swaggerUi = "/META-INF/resources/webjars/swagger-ui/" + version() + "/";
    byPath =
        Map.of(
            "/docs", new Served("text/html; charset=utf-8", "/edge/docs.html"),
            "/docs/docs.js", new Served(JAVASCRIPT, "/edge/docs.js"),
            "/docs/swagger-ui-bundle.js",
                new Served(JAVASCRIPT, swaggerUi + "swagger-ui-bundle.js"),
            "/docs/swagger-ui.css",
                new Served("text/css; charset=utf-8", swaggerUi + "swagger-ui.css"));
  }

  public void mount(Router router, Responder responder) {
    byPath.forEach((path, file) -> {
      router
          .route(path)
          .method(HttpMethod.GET)
          .method(HttpMethod.HEAD)
          .handler(ctx -> {
            ctx.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, file.mediaType())
                .putHeader(HttpHeaders.CACHE_CONTROL, "max-age=3600")
                .putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
            responder.send(ctx, file.bytes());
          });
      router.route(path).handler(new OtherMethods("GET, HEAD, OPTIONS", responder));
    });
  }

  private static String version() {
    var properties = new Properties();
    try {
      properties.load(new StringReader(ApiContract.resource(WEBJAR).toString()));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return properties.getProperty("version", "");
  }
}
