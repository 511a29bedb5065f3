package mercat.platform;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Asks strangers over HTTP: in bounded time, for a response of bounded size, and wherever else they
 * point to is not followed.
 */
public final class BoundedHttp {
  /** What is read of a response at most. */
  public static final int BODY_MAX = 64 << 10;

  private static final int WAITING_MAX = 64;

  /** Responses of 1xx before the one that counts; whoever sends more is not listened to. */
  private static final int INFORMATION_MAX = 16;

  private final HttpClientAgent client;
  private final long patienceMs;

  /**
   * A response.
   *
   * @param retryAfter what its header {@code Retry-After} says; empty where there is none
   * @param body what was read of it
   * @param whole whether that is all
   */
  public record Response(int status, String retryAfter, Buffer body, boolean whole) {}

  /**
   * A client.
   *
   * @param options of its connections, whose timeouts are set here
   * @param connectionsMax to each of the others
   * @param patience until the head of a response has arrived, connecting included; as much again
   *     for its body
   */
  public BoundedHttp(
      Vertx vertx, HttpClientOptions options, int connectionsMax, Duration patience) {
    this(
        vertx.createHttpClient(
            bounded(options, patience.toMillis()),
            new PoolOptions().setHttp1MaxSize(connectionsMax).setMaxWaitQueueSize(WAITING_MAX)),
        patience);
  }

  BoundedHttp(HttpClientAgent client, Duration patience) {
    this.client = client;
    this.patienceMs = patience.toMillis();
  }

  private static HttpClientOptions bounded(HttpClientOptions options, long patienceMs) {
    return options
        .setConnectTimeout((int) patienceMs)
        .setSslHandshakeTimeout(patienceMs)
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
  }

  /** Fields as {@code application/x-www-form-urlencoded} has them, in their order. */
  public static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  /** A text as it stands in a form. */
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Connections made from now on trust and show what these options say; open ones stay. */
  public Future<Void> updateCertificates(HttpClientOptions options) {
    return client.updateSSLOptions(bounded(options, patienceMs).getSslOptions()).mapEmpty();
  }

  /**
   * Sends a request. Fails when no head arrives in time, or more of them than {@value
   * #INFORMATION_MAX} that only announce another; a body that breaks off is not whole.
   */
  public Future<Response> send(RequestOptions options, Buffer body) {
    var asked = client.request(options);
    return asked
        .compose(request -> heard(request, body))
        .timeout(patienceMs, TimeUnit.MILLISECONDS)
        .onFailure(late -> asked.onSuccess(HttpClientRequest::reset))
        .compose(incoming -> incoming.within(patienceMs));
  }

  /** Listens before it sends: a response that is over when somebody asks for it is lost. */
  private static Future<Incoming> heard(HttpClientRequest request, Buffer body) {
    var informed = new AtomicInteger();
    Runnable more =
        () -> {
          if (informed.incrementAndGet() > INFORMATION_MAX) {
            var unused = request.reset();
          }
        };
    request.continueHandler(go -> more.run()).earlyHintsHandler(hints -> more.run());
    var incoming = request.response().map(Incoming::new);
    var unused = request.end(body);
    return incoming;
  }

  /** A response whose head has arrived. */
  private static final class Incoming {
    private final HttpClientResponse response;
    private final Buffer read = Buffer.buffer();
    private final Promise<Boolean> over = Promise.promise();

    Incoming(HttpClientResponse response) {
      this.response = response;
      response
          .handler(this::take)
          .exceptionHandler(broken -> over.tryComplete(false))
          .endHandler(end -> over.tryComplete(true));
    }

    private void take(Buffer part) {
      if (read.length() + part.length() > BODY_MAX) {
        over.tryComplete(false);
      } else {
        read.appendBuffer(part);
      }
    }

    Future<Response> within(long patienceMs) {
      return over.future()
          .timeout(patienceMs, TimeUnit.MILLISECONDS)
          .otherwise(false)
          .map(isWhole -> {
            if (!isWhole) {
              var unused = response.request().reset();
            }
            var retryAfter = response.getHeader(HttpHeaders.RETRY_AFTER);
            return new Response(
                response.statusCode(), retryAfter == null ? "" : retryAfter, read, isWhole);
          });
    }
  }
}
