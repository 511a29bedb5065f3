package mercat.lab.bench;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A program of its own: a Vert.x server that answers every request with the same head and body, and
 * does nothing else. What a product read is measured against.
 */
public final class BareServer extends VerticleBase {
  private final int port;
  private final List<Header> headers;
  private final Buffer body;

  /** A header as the server writes it fastest: encoded once. */
  private record Header(CharSequence name, CharSequence text) {}

  private BareServer(int port, List<Header> headers, Buffer body) {
    this.port = port;
    this.headers = headers;
    this.body = body;
  }

  /** Takes the port, and the files that hold the head and the body to send. */
  public static void main(String[] arguments) throws Exception {
    var headers =
        Files.readAllLines(Path.of(arguments[1]), StandardCharsets.ISO_8859_1).stream()
            .skip(1)
            .map(line -> line.split(":\\s*", 2))
            .filter(parts -> parts.length == 2 && !parts[0].equalsIgnoreCase("content-length"))
            .map(parts ->
                new Header(
                    HttpHeaders.createOptimized(parts[0]), HttpHeaders.createOptimized(parts[1])))
            .toList();
    var body = Buffer.buffer(Files.readAllBytes(Path.of(arguments[2])));
    var cores = Runtime.getRuntime().availableProcessors();
    var vertx =
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(cores));
    vertx
        .deployVerticle(
            () -> new BareServer(Integer.parseInt(arguments[0]), headers, body),
            new DeploymentOptions().setInstances(cores))
        .await();
  }

  @Override
  public Future<?> start() {
    return vertx
        .createHttpServer()
        .requestHandler(request -> {
          var response = request.response();
          for (var header : headers) {
            response.putHeader(header.name(), header.text());
          }
          response.end(body);
        })
        .listen(port, "127.0.0.1");
  }
}
