package mercat.testkit;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for Stripe's HTTP API: payment intents, refunds, search by metadata, idempotency keys;
 * with a book of its own. That it is like Stripe, the official client checks. Told to, it fails in
 * the ways in which a provider does.
 *
 * <p>Payment methods: {@code pm_card_visa} is approved; {@code pm_card_chargeDeclined}, {@code
 * pm_card_chargeDeclinedInsufficientFunds} and {@code pm_card_authenticationRequired} are not.
 */
public final class StripeServer implements AutoCloseable {
  public static final String KEY = "sk_test_of_a_shop_that_does_not_exist";

  private static final String INTENTS = "/v1/payment_intents";
  private static final int HUGE = 4 << 20;

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final StripeBook book = new StripeBook();
  private final Map<String, Saved> answers = new ConcurrentHashMap<>();
  private final List<Heard> heard = new CopyOnWriteArrayList<>();
  private volatile Function<Heard, StripeFault> faults = call -> StripeFault.NONE;
  private volatile boolean isSearchBehind;

  /**
   * A request that came.
   *
   * @param call what it wants: {@code create}, {@code retrieve}, {@code confirm}, {@code capture},
   *     {@code cancel}, {@code search}, {@code refund} or {@code refunds}
   * @param order whose intent it is about; empty where that is nobody's or not said
   * @param idempotencyKey empty where it bore none
   * @param version that it asked for; empty where it asked for none
   */
  public record Heard(
      String call,
      String path,
      String order,
      Map<String, String> form,
      String idempotencyKey,
      String version) {}

  private record Saved(Map<String, String> form, StripeReply reply) {}

  public StripeServer() {
    this.server =
        LocalNode.get(vertx.createHttpServer().requestHandler(this::take).listen(0, "127.0.0.1"));
  }

  public String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** Decides how each request fails. */
  public void fail(Function<Heard, StripeFault> how) {
    faults = how;
  }

  /** Answers as it should, from now on. */
  public void heal() {
    faults = call -> StripeFault.NONE;
  }

  /** Whether a search finds nothing, as it may for a while with what is new. */
  public void setSearchBehind(boolean isBehind) {
    isSearchBehind = isBehind;
  }

  public List<Heard> heard() {
    return List.copyOf(heard);
  }

  /** The intents of an order that were ever confirmed, such as {@code requires_capture 500 gbp}. */
  public List<String> charges(UUID order) {
    return book.charges(order.toString());
  }

  private void take(HttpServerRequest request) {
    var unused = request.body().onSuccess(body -> take(request, fields(body.toString())));
  }

  private void take(HttpServerRequest request, Map<String, String> form) {
    var path = String.valueOf(request.path());
    var call = call(request.method(), path);
    var asked =
        new Heard(
            call,
            path,
            book.order(path, form, fields(request.query())),
            form,
            header(request, "Idempotency-Key"),
            header(request, "Stripe-Version"));
    heard.add(asked);
    if (!header(request, "Authorization").equals("Bearer " + KEY)) {
      respond(request, StripeReply.error(401, "invalid_request_error", "api_key_invalid", null));
      return;
    }
    answer(request, asked, faults.apply(asked));
  }

  private void answer(HttpServerRequest request, Heard asked, StripeFault fault) {
    switch (fault) {
      case NONE -> respond(request, done(request, asked));
      case LOST -> close(request);
      case SILENT -> {
        var unused = done(request, asked);
      }
      case RESET -> {
        var unused = done(request, asked);
        close(request);
      }
      case FAILED -> respond(request, saved(asked, () -> failed()));
      case FAILED_AFTERWARDS -> {
        var unused = done(request, asked);
        answers.computeIfPresent(
            asked.idempotencyKey(), (key, was) -> new Saved(was.form(), failed()));
        respond(request, failed());
      }
      case GATEWAY -> page(request, 502, "<h1>Bad Gateway</h1>");
      case TOO_MANY ->
          respond(request, StripeReply.error(429, "invalid_request_error", "rate_limit", null));
      case LOCKED ->
          respond(request, StripeReply.error(409, "invalid_request_error", "lock_timeout", null));
      case UNAUTHORIZED ->
          respond(
              request, StripeReply.error(401, "invalid_request_error", "api_key_expired", null));
      case GARBAGE -> {
        var unused = done(request, asked);
        page(request, 200, "<h1>It works!</h1>");
      }
      case HUGE -> {
        var unused = done(request, asked);
        page(request, 200, "{\"object\":\"" + "x".repeat(HUGE) + "\"}");
      }
      case OTHER_AMOUNT, OTHER_CURRENCY, OTHER_ID, OTHER_ORDER, FRACTION ->
          respond(request, lie(done(request, asked), fault));
      case EMPTY_PAGE -> respond(request, StripeReply.list(asked.path(), List.of(), true));
    }
  }

  private StripeReply done(HttpServerRequest request, Heard asked) {
    return saved(asked, () -> route(asked, fields(request.query())));
  }

  /** What was answered to a key is answered again; what was refused unseen is not kept. */
  private StripeReply saved(Heard asked, Supplier<StripeReply> doing) {
    if (asked.idempotencyKey().isEmpty()) {
      return doing.get();
    }
    var before = answers.get(asked.idempotencyKey());
    if (before == null) {
      var reply = doing.get();
      if (reply.status() != 400) {
        answers.put(asked.idempotencyKey(), new Saved(pathed(asked), reply));
      }
      return reply;
    }
    return before.form().equals(pathed(asked))
        ? before.reply().again()
        : StripeReply.error(400, "idempotency_error", "idempotency_key_reused", null);
  }

  private static Map<String, String> pathed(Heard asked) {
    var parameters = new HashMap<>(asked.form());
    parameters.put("path", asked.path());
    return parameters;
  }

  private StripeReply route(Heard asked, Map<String, String> query) {
    var parts = asked.path().split("/", -1);
    var id = parts.length > 3 ? parts[3] : "";
    return switch (asked.call()) {
      case "create" -> book.create(asked.form());
      case "retrieve" -> book.retrieve(id);
      case "confirm" -> book.confirm(id, asked.form());
      case "capture" -> book.capture(id, asked.form());
      case "cancel" -> book.cancel(id);
      case "search" ->
          isSearchBehind
              ? StripeReply.list(INTENTS + "/search", List.of(), false)
              : book.search(query);
      case "refund" -> book.refund(asked.form());
      case "refunds" -> book.refunds(query);
      default -> StripeReply.error(404, "invalid_request_error", "unknown_url", null);
    };
  }

  private static String call(HttpMethod method, String path) {
    boolean isPost = method.equals(HttpMethod.POST);
    if (path.equals("/v1/refunds")) {
      return isPost ? "refund" : "refunds";
    }
    if (path.equals(INTENTS)) {
      return isPost ? "create" : "";
    }
    if (!path.startsWith(INTENTS + "/")) {
      return "";
    }
    var last = path.substring(path.lastIndexOf('/') + 1);
    if (isPost) {
      return last;
    }
    return last.equals("search") ? "search" : "retrieve";
  }

  /** The same answer, false in one member; also within a list. */
  private static StripeReply lie(StripeReply reply, StripeFault fault) {
    var body = reply.body().copy();
    var objects = new ArrayList<JsonObject>();
    if (body.containsKey("data")) {
      body.getJsonArray("data").forEach(each -> objects.add((JsonObject) each));
    } else {
      objects.add(body);
    }
    objects.forEach(object -> falsify(object, fault));
    return new StripeReply(reply.status(), body);
  }

  private static void falsify(JsonObject object, StripeFault fault) {
    switch (fault) {
      case OTHER_AMOUNT -> object.put("amount", object.getLong("amount", 0L) + 1);
      case FRACTION -> object.put("amount", object.getLong("amount", 0L) + 0.5);
      case OTHER_CURRENCY -> object.put("currency", "xts");
      case OTHER_ID ->
          object.put("id", "pi_of_somebody_else").put("payment_intent", "pi_of_somebody_else");
      case OTHER_ORDER ->
          object.put("metadata", new JsonObject().put("order", UUID.randomUUID().toString()));
      default -> throw new IllegalArgumentException(fault.name());
    }
  }

  private static StripeReply failed() {
    return StripeReply.error(500, "api_error", "api_error", null);
  }

  private static String header(HttpServerRequest request, String name) {
    var value = request.getHeader(name);
    return value == null ? "" : value;
  }

  private static Map<String, String> fields(@Nullable String form) {
    var fields = new HashMap<String, String>();
    if (form != null && !form.isEmpty()) {
      for (var pair : form.split("&", -1)) {
        int at = pair.indexOf('=');
        fields.put(decoded(pair.substring(0, at)), decoded(pair.substring(at + 1)));
      }
    }
    return fields;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static void respond(HttpServerRequest request, StripeReply reply) {
    var response =
        request
            .response()
            .setStatusCode(reply.status())
            .putHeader("Content-Type", "application/json")
            .putHeader("Request-Id", "req_" + UUID.randomUUID());
    if (reply.isReplay()) {
      response.putHeader("Idempotent-Replayed", "true");
    }
    var unused = response.end(reply.body().toBuffer());
  }

  private static void page(HttpServerRequest request, int status, String text) {
    var unused = request.response().setStatusCode(status).end(text);
  }

  private static void close(HttpServerRequest request) {
    var unused = request.connection().close();
  }

  @Override
  public void close() {
    LocalNode.get(vertx.close());
  }
}
