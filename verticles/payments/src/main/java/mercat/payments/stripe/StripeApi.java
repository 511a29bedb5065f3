package mercat.payments.stripe;

import static mercat.platform.Await.await;

import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import mercat.platform.BoundedHttp;
import mercat.platform.BoundedHttp.Response;
import mercat.platform.Failure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stripe's HTTP API: forms go there, JSON comes back. Every call waits at most {@code PATIENCE} for
 * the head of an answer and as long again for its body, reads 64 KiB at most, and follows no
 * redirect. While Stripe does not answer, or has asked for a pause, calls fail at once.
 */
final class StripeApi {
  /** What we have been written and tested for; without it an account's default would count. */
  static final String VERSION = "2026-07-29.dahlia";

  private static final Logger LOG = LoggerFactory.getLogger(StripeApi.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration PAUSE_MAX = Duration.ofMinutes(1);
  private static final int CONNECTIONS_MAX = 32;

  /**
   * Calls under way beside which no further payment is driven: some wait for a connection, and what
   * else may wait is left to buyers.
   */
  private static final int UNDER_WAY_MAX = 2 * CONNECTIONS_MAX;

  private final StripeSettings settings;
  private final BoundedHttp http;
  private final StripeBreaker breaker;
  private final AtomicInteger underWay = new AtomicInteger();

  StripeApi(StripeSettings settings, Vertx vertx) {
    this.settings = settings;
    this.http = new BoundedHttp(vertx, new HttpClientOptions(), CONNECTIONS_MAX, PATIENCE);
    this.breaker = new StripeBreaker(vertx, settings.rest(), PATIENCE.multipliedBy(3), PAUSE_MAX);
  }

  CircuitBreakerState breaker() {
    return breaker.state();
  }

  /** How many of so many payments may be driven now; only one while Stripe is tried. */
  int roomFor(int payments) {
    return switch (breaker.state()) {
      case CLOSED -> Math.clamp(UNDER_WAY_MAX - underWay.get(), 0, payments);
      case HALF_OPEN -> underWay.get() == 0 ? Math.min(1, payments) : 0;
      case OPEN -> 0;
    };
  }

  /**
   * Reads.
   *
   * @param query by name, may be empty
   * @throws Failure when there is no answer, or none of use
   */
  StripeAnswer get(String path, Map<String, String> query) {
    var request =
        request(HttpMethod.GET, query.isEmpty() ? path : path + "?" + BoundedHttp.form(query));
    return ask(request, Buffer.buffer());
  }

  /**
   * Has Stripe do something.
   *
   * @param fields by name, nested ones as {@code metadata[order]}
   * @param idempotencyKey under which Stripe does it once and answers any repeat as the first time,
   *     for a day
   * @throws Failure when there is no answer, or none of use
   */
  StripeAnswer post(String path, Map<String, String> fields, String idempotencyKey) {
    var request =
        request(HttpMethod.POST, path)
            .addHeader("Content-Type", "application/x-www-form-urlencoded")
            .addHeader("Idempotency-Key", idempotencyKey);
    return ask(request, Buffer.buffer(BoundedHttp.form(fields)));
  }

  private StripeAnswer ask(RequestOptions request, Buffer body) {
    return read(await(breaker.call(() -> send(request, body))));
  }

  private Future<Response> send(RequestOptions request, Buffer body) {
    underWay.incrementAndGet();
    return http.send(request, body).onComplete(over -> underWay.decrementAndGet());
  }

  /** A failure that says what is wrong with an answer; it is in the log as well. */
  static Failure unusable(String why) {
    LOG.atWarn().addKeyValue("why", why).log("an answer of Stripe is not believed");
    return Failure.unavailable("Stripe (" + why + ")", null);
  }

  private RequestOptions request(HttpMethod method, String target) {
    return new RequestOptions()
        .setMethod(method)
        .setAbsoluteURI(settings.url() + target)
        .addHeader("Accept", "application/json")
        .addHeader("Authorization", "Bearer " + settings.key().value())
        .addHeader("Stripe-Version", VERSION);
  }

  private static StripeAnswer read(Response response) {
    if (!response.whole()) {
      throw unusable("it broke off, or has more than " + BoundedHttp.BODY_MAX + " bytes");
    }
    var answer = new StripeAnswer(response.status(), json(response.body()));
    if (answer.isDone() && answer.body().isEmpty()) {
      throw unusable("it is no JSON object");
    }
    return answer;
  }

  private static JsonObject json(Buffer body) {
    try {
      return new JsonObject(body);
    } catch (DecodeException | ClassCastException other) {
      return new JsonObject();
    }
  }
}
