package mercat.edge.docs;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import mercat.edge.contract.ApiContract;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.OperationHandler;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.MediaTypes;
import mercat.edge.json.ApiJson;

/** What a person sees who opens the API in a browser, and the contract. */
public final class PageHandlers {
  private static final String HTML = "text/html";

  private final String page = ApiContract.resource("/edge/index.html").toString();
  private final Buffer contract;

  private record CodePage(String code, int status, String title, String description) {
    /** For a person. Nothing in it comes from outside. */
    Buffer html() {
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
              .formatted(title, status, code, description));
    }
  }

  public PageHandlers(ApiContract contract) {
    this.contract = contract.text();
  }

  /** What answers each operation, by operationId. */
  public Map<String, OperationHandler> operations() {
    return Map.of(
        "page", request -> Future.succeededFuture(page(request)),
        "contract", this::contract,
        "problem", request -> Future.succeededFuture(problem(request)));
  }

  /** Shows the address by which it was asked for, or that of the listener where none was named. */
  private Buffer page(ApiRequest request) {
    var http = request.http();
    var host = http.getHeader(HttpHeaders.HOST);
    var address = http.scheme() + "://" + (host == null ? http.localAddress() : host);
    return html(request, Buffer.buffer(page.replace("{{address}}", address)));
  }

  private Future<Buffer> contract(ApiRequest request) {
    return Future.succeededFuture(
        request.content(200, "application/yaml; charset=utf-8", contract));
  }

  private static Buffer problem(ApiRequest request) {
    var code = ErrorCode.named(request.text("code"));
    if (code == null) {
      return request.notFound();
    }
    var page = new CodePage(code.code(), code.status(), code.title(), code.description());
    var accept = request.http().getHeader(HttpHeaders.ACCEPT);
    return MediaTypes.preferred(accept, List.of(ApiJson.MEDIA_TYPE, HTML)).equals(HTML)
        ? html(request, page.html())
        : request.json(200, page);
  }

  private static Buffer html(ApiRequest request, Buffer page) {
    request.header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    request.header("X-Frame-Options", "DENY");
    return request.content(200, HTML + "; charset=utf-8", page);
  }
}
