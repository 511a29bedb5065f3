package mercat.accounts;

import static mercat.platform.Await.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.auth.oauth2.OAuth2AuthorizationURL;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import mercat.contracts.accounts.Email;
import mercat.platform.BoundedHttp;
import mercat.platform.BoundedHttp.Response;
import mercat.platform.Call;
import mercat.platform.Failure;
import mercat.platform.bus.Json;
import org.jspecify.annotations.Nullable;

/**
 * The provider of OpenID Connect at which people may sign in. What it says of itself is asked anew
 * when it is ten minutes old, or when it signs by a key that it had not shown. While it does not
 * answer it is left alone.
 */
final class OidcProvider {
  private static final String NAME = "the outside provider";
  private static final Duration FRESH = Duration.ofMinutes(10);

  /** Between two looks for a key that is unknown. */
  private static final Duration KEYS_EVERY = Duration.ofSeconds(30);

  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int CONNECTIONS_MAX = 8;
  private static final int FAILURES_MAX = 5;
  private static final long LEFT_ALONE_MS = 5_000;
  private static final int OK = 200;
  private static final int SERVER_ERROR = 500;
  private static final int NAME_MAX = 200;

  private final OidcSettings settings;
  private final InstantSource clock;
  private final Vertx vertx;
  private final BoundedHttp http;
  private final CircuitBreaker breaker;
  private final AtomicReference<@Nullable OidcMetadata> known = new AtomicReference<>();

  OidcProvider(OidcSettings settings, InstantSource clock, Vertx vertx) {
    this.settings = settings;
    this.clock = clock;
    this.vertx = vertx;
    this.http = new BoundedHttp(vertx, new HttpClientOptions(), CONNECTIONS_MAX, PATIENCE);
    this.breaker =
        CircuitBreaker.create(
            NAME,
            vertx,
            new CircuitBreakerOptions()
                .setMaxFailures(FAILURES_MAX)
                .setMaxRetries(0)
                .setTimeout(2 * PATIENCE.toMillis())
                .setResetTimeout(LEFT_ALONE_MS)
                .setNotificationPeriod(0)
                .setNotificationAddress(null));
  }

  /** Where a browser begins. */
  String authorizationUrl(OidcTransaction transaction, Call call) {
    return metadata(FRESH, call)
        .library()
        .authorizeURL(
            new OAuth2AuthorizationURL()
                .setRedirectUri(transaction.redirectUri())
                .setScopes(List.of("openid", "email", "profile"))
                .setState(transaction.state())
                .setCodeChallenge(transaction.challenge())
                .setCodeChallengeMethod("S256")
                .putAdditionalParameter("nonce", transaction.nonce()));
  }

  /** Whose code it is; nothing when the provider does not say so, or cannot be believed. */
  Optional<OidcIdentity> identify(String code, OidcTransaction transaction, Call call) {
    var metadata = metadata(FRESH, call);
    var answer = tokens(metadata, code, transaction, call);
    var idToken = answer.path("id_token").asText();
    if (check(metadata).lacksKeyOf(idToken)) {
      metadata = metadata(KEYS_EVERY, call);
    }
    var asked = metadata;
    return check(metadata)
        .claims(idToken, transaction.nonce())
        .flatMap(claims ->
            claims.has("email")
                ? Optional.of(claims)
                : userinfo(asked, claims, answer.path("access_token").asText(), call))
        .map(this::identity);
  }

  private IdTokenCheck check(OidcMetadata metadata) {
    return new IdTokenCheck(settings.clientId(), metadata);
  }

  private JsonNode tokens(
      OidcMetadata metadata, String code, OidcTransaction transaction, Call call) {
    var form = new LinkedHashMap<String, String>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", transaction.redirectUri());
    form.put("code_verifier", transaction.verifier());
    var headers = new LinkedHashMap<String, String>();
    headers.put("Content-Type", "application/x-www-form-urlencoded");
    var secret = settings.clientSecret().value();
    if (!secret.isEmpty() && metadata.takesBasic()) {
      headers.put("Authorization", basic(settings.clientId(), secret));
    } else {
      form.put("client_id", settings.clientId());
      if (!secret.isEmpty()) {
        form.put("client_secret", secret);
      }
    }
    return json(
        ask(
            () ->
                http.send(
                    request(HttpMethod.POST, metadata.tokenEndpoint(), headers),
                    Buffer.buffer(BoundedHttp.form(form))),
            call));
  }

  /** What a person's ID token does not say (OpenID Connect Core, 5.3). */
  private Optional<JsonNode> userinfo(
      OidcMetadata metadata, JsonNode claims, String accessToken, Call call) {
    if (metadata.userinfoEndpoint().isEmpty()) {
      return Optional.of(claims);
    }
    var headers = Map.of("Authorization", "Bearer " + accessToken);
    var told = json(ask(() -> get(metadata.userinfoEndpoint(), headers), call));
    return Optional.of(told).filter(it -> it.path("sub").equals(claims.path("sub")));
  }

  private OidcIdentity identity(JsonNode claims) {
    var email =
        claims.path("email_verified").asBoolean()
            ? email(claims.path("email").asText())
            : Optional.<Email>empty();
    var name = claims.path("name").asText().strip();
    return new OidcIdentity(
        settings.issuer(),
        claims.path("sub").asText(),
        email,
        name.isEmpty() || name.length() > NAME_MAX ? "-" : name);
  }

  private static Optional<Email> email(String text) {
    try {
      return Optional.of(new Email(text));
    } catch (IllegalArgumentException noAddress) {
      return Optional.empty();
    }
  }

  private OidcMetadata metadata(Duration age, Call call) {
    var last = known.get();
    if (last != null && last.at().plus(age).isAfter(clock.instant())) {
      return last;
    }
    var now = clock.instant();
    var site = settings.issuer().replaceAll("/$", "");
    try {
      var document =
          json(ask(() -> get(site + "/.well-known/openid-configuration", Map.of()), call));
      var jwks = OidcMetadata.endpoint(document, "jwks_uri");
      var keys = json(ask(() -> get(jwks, Map.of()), call));
      var found = OidcMetadata.of(vertx, settings, document, keys, now);
      known.set(found);
      return found;
    } catch (IllegalArgumentException unusable) {
      throw Failure.unavailable(NAME, unusable);
    }
  }

  private Future<Response> get(String url, Map<String, String> headers) {
    return http.send(request(HttpMethod.GET, url, headers), Buffer.buffer());
  }

  private static RequestOptions request(
      HttpMethod method, String url, Map<String, String> headers) {
    var options = new RequestOptions().setMethod(method).setAbsoluteURI(url);
    options.addHeader("Accept", "application/json");
    headers.forEach(options::addHeader);
    return options;
  }

  private Response ask(Supplier<Future<Response>> asking, Call call) {
    try {
      long remaining = Math.max(1, call.deadline().remainingMs());
      return await(
          breaker
              .execute(() -> asking.get().compose(OidcProvider::unlessBroken))
              .timeout(remaining, TimeUnit.MILLISECONDS));
    } catch (RuntimeException lost) {
      throw Failure.unavailable(NAME, lost);
    }
  }

  private static Future<Response> unlessBroken(Response response) {
    return response.status() < SERVER_ERROR && response.whole()
        ? Future.succeededFuture(response)
        : Future.failedFuture(Failure.unavailable(NAME, null));
  }

  /** An object without members for whatever is no success. */
  private static JsonNode json(Response response) {
    try {
      var read = Json.mapper().readTree(response.body().getBytes());
      return response.status() == OK && read.isObject() ? read : Json.mapper().createObjectNode();
    } catch (IOException noJson) {
      return Json.mapper().createObjectNode();
    }
  }

  /** RFC 6749, 2.3.1: both are encoded as in a form first. */
  private static String basic(String id, String secret) {
    var pair = BoundedHttp.encoded(id) + ":" + BoundedHttp.encoded(secret);
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
  }
}
