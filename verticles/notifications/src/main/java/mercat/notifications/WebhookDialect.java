package mercat.notifications;

import static mercat.platform.Await.await;

import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.Serial;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeoutException;
import mercat.notifications.WebhookTargets.Checked;
import mercat.notifications.WebhookTargets.Target;
import mercat.notifications.domain.Outcome;
import mercat.platform.BoundedHttp;
import mercat.platform.HookKeys;
import mercat.platform.config.KeyFile;
import org.jspecify.annotations.Nullable;

/**
 * Webhooks after Standard Webhooks. The status of the answer decides, whatever else it says: 2xx is
 * delivered, 410 wants no more, all else is tried again; nobody follows where it points to.
 */
final class WebhookDialect implements Dialect<DueWebhook> {
  /** What a secret is sealed as. */
  static final String SEAL = "webhook";

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int GONE = 410;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;
  private static final String HTTP = "http_";

  private final WebhookTargets targets;
  private final EndpointBreakers breakers;
  private final @Nullable KeyFile key;
  private final InstantSource clock;
  private final BoundedHttp http;

  /**
   * A dialect.
   *
   * @param options of its connections; tests trust their own certificates
   * @param key under which secrets are sealed, null for none
   */
  WebhookDialect(
      Vertx vertx,
      HttpClientOptions options,
      WebhookTargets targets,
      EndpointBreakers breakers,
      @Nullable KeyFile key,
      InstantSource clock) {
    this.targets = targets;
    this.breakers = breakers;
    this.key = key;
    this.clock = clock;
    this.http = new BoundedHttp(vertx, options, EndpointBreakers.SHARE, PATIENCE);
  }

  /** Longer than any attempt takes. */
  static Duration longest() {
    return PATIENCE.multipliedBy(3);
  }

  static boolean isGone(Outcome outcome) {
    return status(outcome) == GONE;
  }

  /** Of the answer, 0 when there was none. */
  static int status(Outcome outcome) {
    var reason = outcome.reason();
    return reason.startsWith(HTTP) ? Integer.parseInt(reason.substring(HTTP.length())) : 0;
  }

  /** Each endpoint has a room of its own. */
  @Override
  public int roomFor(int deliveries) {
    return deliveries;
  }

  @Override
  public Outcome deliver(DueWebhook due, String trace) {
    if (key == null) {
      return Outcome.away("no_key");
    }
    var secrets = due.secrets().stream().flatMap(it -> key.openAs(it, SEAL).stream()).toList();
    if (secrets.size() < due.secrets().size()) {
      return Outcome.away("other_key");
    }
    return switch (targets.check(due.url())) {
      case Checked.Unresolved() -> Outcome.later("unresolved");
      case Checked.Refused(var reason, var detail) -> Outcome.later(reason);
      case Checked.Permitted permitted ->
          send(due, signed(request(permitted.target(due.attempts()), trace), due, secrets));
    };
  }

  private RequestOptions signed(RequestOptions request, DueWebhook due, List<byte[]> secrets) {
    var now = clock.instant();
    return request
        .addHeader("webhook-id", due.id().toString())
        .addHeader("webhook-timestamp", String.valueOf(now.getEpochSecond()))
        .addHeader(
            "webhook-signature",
            HookKeys.ofBytes(secrets).sign(due.id().toString(), now, due.body()));
  }

  /** To the address that was looked at, and as whom the URL names. */
  private static RequestOptions request(Target target, String trace) {
    var url = target.url();
    var request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setServer(
                SocketAddress.inetSocketAddress(
                    new InetSocketAddress(target.address(), url.port())))
            .setHost(url.host())
            .setPort(url.port())
            .setSsl(url.isEncrypted())
            .setURI(url.target())
            .addHeader("Content-Type", "application/json")
            .addHeader("User-Agent", "Mercat-Webhooks/1");
    return trace.isEmpty() ? request : request.addHeader("traceparent", trace);
  }

  /**
   * Silence and a server's own faults count for the breaker, what it says of a webhook does not.
   */
  private Outcome send(DueWebhook due, RequestOptions request) {
    return await(
        breakers
            .of(due.endpoint())
            .execute(() ->
                http.send(request, Buffer.buffer(due.body()))
                    .map(response -> outcome(response.status())))
            .recover(thrown -> Future.succeededFuture(outcome(thrown))));
  }

  private static Outcome outcome(int status) {
    var reason = HTTP + status;
    if (status / 100 == 2) {
      return new Outcome(Outcome.Result.DELIVERED, reason);
    }
    if (status == GONE) {
      return Outcome.refused(reason);
    }
    if (status >= SERVER_ERROR || status == TOO_MANY) {
      throw new FaultyException(reason);
    }
    return Outcome.later(reason);
  }

  private static Outcome outcome(Throwable thrown) {
    return switch (thrown) {
      case OpenCircuitException resting -> Outcome.away("endpoint_rests");
      case FaultyException faulty -> Outcome.later(String.valueOf(faulty.getMessage()));
      case TimeoutException late -> Outcome.later("timeout");
      default -> Outcome.later("unreachable");
    };
  }

  /** An answer that counts as a loss. */
  private static final class FaultyException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    FaultyException(String reason) {
      super(reason, null, false, false);
    }
  }
}
