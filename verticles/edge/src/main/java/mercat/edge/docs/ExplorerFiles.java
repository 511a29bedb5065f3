package mercat.edge.docs;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;

/**
 * The API's explorer, in memory: a page of ours, and the two files of Swagger UI that it needs, as
 * they come from its jar. Nothing is asked of anybody else.
 */
public final class ExplorerFiles {
  /** What the page may load and do. Inline scripts and other servers are not among it. */
  public static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
  private static final String WEBJAR = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";

  /** The bytes of a file and what they are. */
  public record Served(String mediaType, Buffer bytes) {}

  private final Map<String, Served> byPath;

  private ExplorerFiles(Map<String, Served> byPath) {
    this.byPath = byPath;
  }

  /** Reads the files, to be kept. */
  public static ExplorerFiles ofEdge() {
    var swaggerUi = "/META-INF/resources/webjars/swagger-ui/" + version() + "/";
    return new ExplorerFiles(
        Map.of(
            "/docs", new Served("text/html; charset=utf-8", read("/edge/docs.html")),
            "/docs/docs.js", new Served(JAVASCRIPT, read("/edge/docs.js")),
            "/docs/swagger-ui-bundle.js",
                new Served(JAVASCRIPT, read(swaggerUi + "swagger-ui-bundle.js")),
            "/docs/swagger-ui.css",
                new Served("text/css; charset=utf-8", read(swaggerUi + "swagger-ui.css"))));
  }

  /** Every file by its path. */
  Map<String, Served> byPath() {
    return byPath;
  }

  private static String version() {
    var properties = new Properties();
    try (var in = open(WEBJAR)) {
      properties.load(in);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return properties.getProperty("version", "");
  }

  private static Buffer read(String resource) {
    try (var in = open(resource)) {
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static InputStream open(String resource) {
    var in = ExplorerFiles.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalStateException("the class path lacks " + resource);
    }
    return in;
  }
}
