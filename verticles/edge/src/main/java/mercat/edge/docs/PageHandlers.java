package mercat.edge.docs;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import mercat.edge.contract.ApiContract;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.OperationHandler;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.MediaTypes;
import mercat.edge.http.Problem;
import mercat.edge.json.JsonBody;

/** What a person sees who opens the API in a browser, and the contract. */
public final class PageHandlers {
  private static final String HTML = "text/html";
  private static final String HTML_UTF_8 = "text/html; charset=utf-8";

  private final Buffer page = resource("/edge/index.html");
  private final Buffer contract;

  public PageHandlers(ApiContract contract) {
    this.contract = contract.text();
  }

  /** What answers each operation, by operationId. */
  public Map<String, OperationHandler> operations() {
    return Map.of("page", this::page, "contract", this::contract, "problem", this::problem);
  }

  private Future<Buffer> page(ApiRequest request) {
    return Future.succeededFuture(html(request, page));
  }

  private Future<Buffer> contract(ApiRequest request) {
    return Future.succeededFuture(
        request.content(200, "application/yaml; charset=utf-8", contract));
  }

  /** What a code of problems means, for a person or a program. */
  private Future<Buffer> problem(ApiRequest request) {
    var code = ErrorCode.named(request.text("code"));
    if (code == null) {
      return Future.succeededFuture(request.problem(Problem.notFound()));
    }
    var accept = request.http().getHeader(HttpHeaders.ACCEPT);
    return Future.succeededFuture(
        MediaTypes.preferred(accept, List.of(JsonBody.MEDIA_TYPE, HTML)).equals(HTML)
            ? html(request, page(code))
            : request.json(
                200,
                json -> {
                  json.writeStartObject();
                  json.writeStringField("code", code.code());
                  json.writeNumberField("status", code.status());
                  json.writeStringField("title", code.title());
                  json.writeStringField("description", code.description());
                  json.writeEndObject();
                }));
  }

  /** Nothing in it comes from outside. */
  private static Buffer page(ErrorCode code) {
    return Buffer.buffer(
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>%s</title>
        <h1>%1$s</h1>
        <p>HTTP %d, code <code>%s</code></p>
        <p>%s</p>
        </html>
        """
            .formatted(code.title(), code.status(), code.code(), code.description()));
  }

  private static Buffer html(ApiRequest request, Buffer page) {
    request.header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    request.header("X-Frame-Options", "DENY");
    return request.content(200, HTML_UTF_8, page);
  }

  private static Buffer resource(String name) {
    try (var in = PageHandlers.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name);
      }
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
