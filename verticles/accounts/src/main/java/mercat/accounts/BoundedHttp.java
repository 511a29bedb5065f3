package mercat.accounts;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collector;

/**
 * Asks strangers over HTTP: in bounded time, for a response of bounded size, and wherever else they
 * point to is not followed.
 */
final class BoundedHttp {
  static final int BODY_MAX = 64 << 10;
  static final long PATIENCE_MS = 3_000;

  private static final int CONNECT_MS = 2_000;
  private static final int CONNECTIONS_MAX = 8;
  private static final int WAITING_MAX = 64;

  private final HttpClient client;

  /** A response that has arrived. */
  record Response(int status, Buffer body) {}

  BoundedHttp(Vertx vertx) {
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(CONNECT_MS),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX).setMaxWaitQueueSize(WAITING_MAX));
  }

  Future<Response> get(String url, Map<String, String> headers) {
    return send(HttpMethod.GET, url, headers, Buffer.buffer());
  }

  Future<Response> post(String url, Map<String, String> headers, Buffer body) {
    return send(HttpMethod.POST, url, headers, body);
  }

  private Future<Response> send(
      HttpMethod method, String url, Map<String, String> headers, Buffer body) {
    var options = new RequestOptions().setMethod(method).setAbsoluteURI(url);
    options.addHeader("Accept", "application/json");
    headers.forEach(options::addHeader);
    return client
        .request(options)
        .compose(request ->
            request
                .send(body)
                .compose(BoundedHttp::read)
                .timeout(PATIENCE_MS, TimeUnit.MILLISECONDS)
                .onFailure(late -> {
                  var unused = request.reset();
                }));
  }

  private static Future<Response> read(HttpClientResponse response) {
    return response
        .collect(
            Collector.of(
                Buffer::buffer,
                (Buffer read, Buffer part) -> {
                  if (read.length() + part.length() > BODY_MAX) {
                    var unused = response.request().reset();
                  } else {
                    read.appendBuffer(part);
                  }
                },
                Buffer::appendBuffer))
        .map(read -> new Response(response.statusCode(), read));
  }
}
